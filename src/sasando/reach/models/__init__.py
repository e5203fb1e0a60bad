from sasando.reach.models.circulation import Circulation
from sasando.reach.models.page_views import PageViews, TallyMark
from sasando.reach.models.readings import Measurement, Reading

__all__ = ["Circulation", "Measurement", "PageViews", "Reading", "TallyMark"]

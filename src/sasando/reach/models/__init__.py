from sasando.reach.models.page_views import PageViews, TallyMark
from sasando.reach.models.readings import Measurement, Reading

__all__ = ["Measurement", "PageViews", "Reading", "TallyMark"]

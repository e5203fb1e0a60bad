"""Pick a stage or a place from a searchable list, wherever an editor refers to one."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from sasando.elections.models import Place, Stage

stage_chooser = ChooserViewSet(
    "sasando_stage_chooser",
    model=Stage,
    icon="date",
    choose_one_text=_("Choose a stage"),
    choose_another_text=_("Choose another stage"),
    register_widget=False,
)
place_chooser = ChooserViewSet(
    "sasando_place_chooser",
    model=Place,
    icon="site",
    choose_one_text=_("Choose a place"),
    choose_another_text=_("Choose another place"),
    register_widget=False,
)

StageChooserBlock = stage_chooser.get_block_class(
    name="StageChooserBlock", module_path="sasando.desk.choosers"
)
PlaceChooserBlock = place_chooser.get_block_class(
    name="PlaceChooserBlock", module_path="sasando.desk.choosers"
)

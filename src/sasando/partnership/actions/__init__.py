"""What may happen to agreements and their proofs, a module a subject."""

from sasando.partnership.actions.archiving import archive, take_archives
from sasando.partnership.actions.drafting import (
    amend,
    attach_paper,
    drop_amendment,
    open_agreement,
    remove_row,
    save_row,
    save_rows,
    save_terms,
)
from sasando.partnership.actions.handing_over import (
    make_handover,
    send_report_back,
    sign_handover,
)
from sasando.partnership.actions.proving import Brought, bring_proof, move, take_back
from sasando.partnership.actions.reminding import remind
from sasando.partnership.actions.signing import propose, send_back, sign_terms
from sasando.partnership.actions.ticking import (
    catch_up,
    count,
    count_unseen,
    take_back_withdrawn,
)

__all__ = [
    "Brought",
    "amend",
    "archive",
    "attach_paper",
    "bring_proof",
    "catch_up",
    "count",
    "count_unseen",
    "drop_amendment",
    "make_handover",
    "move",
    "open_agreement",
    "propose",
    "remind",
    "remove_row",
    "save_row",
    "save_rows",
    "save_terms",
    "send_back",
    "send_report_back",
    "sign_handover",
    "sign_terms",
    "take_archives",
    "take_back",
    "take_back_withdrawn",
]

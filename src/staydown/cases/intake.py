"""Cases for an import: each account's open case, opened where there is none."""

from __future__ import annotations

from uuid import UUID

from staydown.cases.models import Case
from staydown.ledger.actions import GrowingSet, RowSet
from staydown.ledger.models import seal_all


class ImportedCases:
    """Opens cases within an import's transaction and ledger entry; fits `CaseOpener`."""

    def __init__(self) -> None:
        self._opened: GrowingSet | None = None

    def cases_for(self, refs: list[str], batch_id: UUID) -> dict[str, UUID]:
        """The open case of each reference; opened where there is none.

        The open ones are locked: a decision under way closes its case before we join it (and then
        a new one is opened) or waits for us and answers what we bring.
        """
        still_open = Case.objects.select_for_update(no_key=True).filter(ref__in=refs, open=True)
        found = dict(still_open.order_by("id").values_list("ref", "id"))
        new = [Case(ref=ref, opened_in=batch_id) for ref in refs if ref not in found]
        if new:
            self._opened = self._opened or GrowingSet(Case, "opened_in", batch_id)
            self._opened.add(seal_all(new))
            Case.objects.bulk_create(new, batch_size=500)
        return found | {case.ref: case.id for case in new}

    def opened(self) -> list[RowSet]:
        """The cases opened so far, for the import's one ledger entry."""
        return [self._opened.done()] if self._opened else []

"""The words that people read for the codes of the domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from staydown.cases.queries import Fault
from staydown.liaison.queries import Instrument

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text: TypeAlias = "str | _StrPromise"
Words: TypeAlias = dict[str, Text]

VERDICTS: Words = {
    "supported": _("supported"),
    "contradicted": _("contradicted"),
    "ambiguous": _("ambiguous"),
    "unknown": _("unknown"),
    "": _("no claim"),
}

OUTCOMES: Words = {
    "remove": _("Remove the account everywhere"),
    "withhold": _("Withhold the account in named territories"),
    "limit": _("Limit the account's reach"),
    "no_action": _("Take no action"),
    "more_information": _("Ask the sender for more information"),
    "lift": _("Lift the measures"),
}

GROUNDS: Words = {"legal": _("The law"), "policy": _("The platform's rules")}

MEASURES: Words = {
    "remove": _("removal"),
    "withhold": _("withholding"),
    "limit": _("limited reach"),
    "hold": _("provisional hold"),
}

STATES: Words = {
    "waiting": _("waiting"),
    "done": _("done"),
    "stuck": _("stuck"),
    "void": _("void"),
}

VERBS: Words = {"apply": _("apply"), "lift": _("lift")}

ROW_STATUS: Words = {
    "accepted": _("accepted"),
    "duplicate": _("duplicate"),
    "returned": _("returned"),
}

EXCEPTIONS: Words = {
    "news": _("News reporting"),
    "research": _("Research"),
    "art": _("Art"),
    "counter_speech": _("Counter-speech"),
    "parody": _("Parody"),
    "victim": _("Victim"),
}

CELLS: Words = {
    "number": _("Number"),
    "platform": _("Platform"),
    "account": _("Account as sent"),
    "name_on_account": _("Name on the account"),
    "organisation": _("Organisation"),
    "legal_basis": _("Legal basis"),
    "demand_date": _("Date of the demand"),
    "first_seen": _("First seen"),
    "evidence": _("Evidence"),
    "remarks": _("Remarks"),
    "reasons": _("Reasons"),
}

NOTES: Words = {
    "possible-press": _("Possibly the press"),
    "said-to-return": _("Said to be a return"),
    "items-not-acted-on": _("About content, not about the account"),
    "claim-contradicted": _("Claim contradicted"),
    "duplicate": _("Duplicate"),
    "platform-mismatch": _("Platform column differs"),
    "platform-unknown": _("Platform unknown"),
}

MATCHES: Words = {
    "official": _("official name"),
    "alias": _("alias"),
    "former": _("former name"),
    "original-script": _("name in its own script"),
    "curated": _("curated spelling"),
    "weak": _("weak alias"),
    "orphan": _("alias without entry"),
    "near": _("similar name"),
    "parent": _("parent organisation"),
    "style": _("official label"),
    "reference": _("reference only"),
    "programme": _("other programme"),
    "person": _("a person"),
}

REVERSIBLE: Words = {
    "fully": _("can be undone fully"),
    "partly": _("can be undone in part"),
    "no": _("cannot be undone"),
}

OCCASIONS: Words = {
    "case-opened": _("when the case opened"),
    "before-acting": _("before acting"),
}

ATTEMPTS: Words = {
    "applied": _("carried out"),
    "already": _("was so already"),
    "retry": _("to be tried again"),
    "refused": _("refused"),
    "unknown": _("outcome unknown"),
    "": _("under way"),
}

CLOCKS: Words = {
    "running": _("running"),
    "paused": _("paused"),
    "met": _("answered"),
    "overdue": _("overdue"),
}

PROBLEMS: Words = {
    "no-connector": _("no connector serves this account"),
    "tries-used-up": _("all tries are used up"),
    "kept": _("kept: another decision wants it"),
}

TIERS: Words = {"likely": _("likely"), "possible": _("possible")}

RETURNS: Words = {"likely": _("likely return"), "possible": _("possible return")}

JUDGEMENTS: Words = {
    "mirror": _("Yes, it is the removed account's return"),
    "not_mirror": _("No, it is another account"),
    "undecided": _("It cannot be told"),
}

MATCH_STATES: Words = {
    "open": _("not judged yet"),
    "mirror": _("judged: its return"),
    "not_mirror": _("judged: another account"),
    "undecided": _("judged: cannot be told"),
    "closed": _("closed without a judgement"),
}

SCREENED: Words = {
    "registration": _("at sign-up"),
    "profile": _("when the profile changed"),
    "activity": _("during activity"),
    "scan": _("in a scan of existing accounts"),
}

SIGNALS: Words = {
    "handle": _("handle"),
    "display_name": _("name shown"),
    "name_handle": _("name against handle"),
    "bio": _("what it says about itself"),
    "location": _("place"),
    "links": _("links"),
    "avatar": _("profile picture"),
    "posts": _("posts"),
    "hashtags": _("hashtags"),
    "mentions": _("accounts mentioned"),
    "media": _("pictures posted"),
    "declared": _("says so itself"),
    "announced": _("was announced"),
    "posing": _("says that it is not"),
    "follows": _("accounts followed"),
    "followers": _("followers"),
    "groups": _("groups"),
    "time": _("when it was made"),
    "language": _("language"),
    "style": _("habits of writing"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "devices": _("device"),
    "network": _("connection"),
    "ip_prefixes": _("connection"),
}

PROFILE: Words = {
    "handle": _("Handle"),
    "display_name": _("Name shown"),
    "bio": _("About itself"),
    "location": _("Place"),
    "created_at": _("Made"),
    "removed_at": _("Removed on"),
}

POLICY_STATES: Words = {
    "draft": _("draft, signed by nobody"),
    "signed": _("signed by one"),
    "in_force": _("in force"),
    "off": _("off"),
    "ended": _("ended"),
}

DRIFTS: Words = {
    "found": _("lost"),
    "restoring": _("being restored"),
    "restored": _("restored"),
    "moot": _("matters no more"),
}

ENDINGS: Words = {
    "lifted": _("removal lifted"),
    "expired": _("time over"),
    "replaced": _("replaced"),
}

SLICES: Words = {"shared connection": _("Only a connection in common")}

#: The tables by the name that templates use: `{{ code|word:"verdict" }}`.
TABLES: dict[str, Words] = {
    "verdict": VERDICTS,
    "outcome": OUTCOMES,
    "ground": GROUNDS,
    "measure": MEASURES,
    "state": STATES,
    "verb": VERBS,
    "row": ROW_STATUS,
    "exception": EXCEPTIONS,
    "cell": CELLS,
    "note": NOTES,
    "match": MATCHES,
    "reversible": REVERSIBLE,
    "occasion": OCCASIONS,
    "attempt": ATTEMPTS,
    "clock": CLOCKS,
    "problem": PROBLEMS,
    "tier": TIERS,
    "return": RETURNS,
    "judgement": JUDGEMENTS,
    "matched": MATCH_STATES,
    "screened": SCREENED,
    "signal": SIGNALS,
    "profile": PROFILE,
    "policy": POLICY_STATES,
    "drift": DRIFTS,
    "ending": ENDINGS,
    "slice": SLICES,
}

#: HTTP status -> what was refused, and what to do now.
REFUSALS: dict[int, tuple[Text, Text]] = {
    400: (_("This cannot be used"), _("Go back and correct it.")),
    403: (_("You may not do this"), _("Ask the administrator for a role that may.")),
    404: (_("There is no such thing"), _("It may have been named wrongly.")),
    409: (_("Somebody was first"), _("Nothing was changed now. Load the page again to see why.")),
    503: (_("The installation is not ready"), _("Tell the person who runs it.")),
}

_FAULTS: Words = {
    "outcome-unknown": _("Choose what is to be done."),
    "facts-missing": _("State the facts that the decision rests on; the user is told them."),
    "territories-missing": _("Name the territories in which the account is withheld."),
    "territories-unused": _("Only withholding is limited to territories."),
    "ground-missing": _("Choose the ground: law, or the platform's rules."),
    "ground-unstated": _("State the ground: which law, or which rule."),
    "claim-not-acknowledged": _("Acknowledge each claim that the lists do not bear out."),
    "instrument-not-in-case": _("Choose the instrument of one of the case's referrals."),
    "content-is-not-an-account": _(
        "This instrument is about content at an address and never compels a measure on the "
        "account: give a legal or policy ground of its own."
    ),
    "instrument-does-not-compel": _(
        "This instrument compels nobody: decide on the platform's rules."
    ),
    "scope-too-wide": _(
        "The instrument does not reach that far. Withhold the account where it reaches, or give "
        "a policy ground for acting everywhere."
    ),
    "name-missing": _("Give the policy a name."),
    "tier-unknown": _("Choose the tier: likely, or possible."),
    "basis-missing": _("Name the instrument or the rule that the holds rest on."),
    "hours-out-of-bounds": _("A hold lasts from 1 to 168 hours."),
    "end-out-of-bounds": _("The policy ends on a day within 184 days from now."),
    "share-out-of-bounds": _(
        "The share of holds that may turn out wrong lies between 0 and 50 percent."
    ),
    "number-out-of-bounds": _("This number is too small or too large: see the hint."),
}


def fault(found: Fault) -> str:
    """What is wrong with a draft: the rule's own sentence in English, else its translation."""
    if (get_language() or "en").startswith("en"):
        return found.text
    return str(_FAULTS.get(found.code, found.text))


def word(code: str, table: str) -> str:
    """The word for a code; the code itself where nobody has named it yet."""
    return str(TABLES[table].get(code, code))


def title(sheet: Instrument) -> str:
    """The name of an instrument in the language of the page."""
    return sheet.title.ur if (get_language() or "").startswith("ur") else sheet.title.en


def isolated(text: str) -> str:
    """`text` between the marks FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE of Unicode."""
    return f"\u2068{text}\u2069"

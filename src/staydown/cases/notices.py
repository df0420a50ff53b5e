"""What the holder of an account is told about a provisional hold.

The text is in both languages of this program, for the platform seldom says which one its user
reads. It is an event for the domain above, which delivers it; private, for it names an account.
"""

from __future__ import annotations

from staydown.cases.models import Measure, StandingPolicy
from staydown.kernel import clock, events

_HELD = (
    "Your account is on hold until {until}. You can read, but not write. An automated comparison "
    "found that it resembles an account that was removed. A person will look at it; if nobody "
    "confirms the hold by then, it ends by itself. It rests on: {basis}.",
    "آپ کا اکاؤنٹ {until} تک روک دیا گیا ہے۔ آپ پڑھ سکتے ہیں، لکھ نہیں سکتے۔ ایک خودکار "
    "موازنے میں یہ اکاؤنٹ ایک ہٹائے گئے اکاؤنٹ سے ملتا جلتا پایا گیا۔ ایک شخص اسے دیکھے گا؛ "
    "اگر اس وقت تک کسی نے تصدیق نہ کی تو روک خود بخود ختم ہو جائے گی۔ بنیاد: {basis}۔",
)
_LAPSED = (
    "The hold on your account has ended, because nobody confirmed it in time. You can use your "
    "account as before.",
    "آپ کے اکاؤنٹ پر لگی روک ختم ہو گئی ہے، کیونکہ مقررہ وقت میں کسی نے اس کی تصدیق نہیں کی۔ "
    "آپ اپنا اکاؤنٹ پہلے کی طرح استعمال کر سکتے ہیں۔",
)
_RELEASED = (
    "A person has looked at your account and ended the hold. You can use your account as before.",
    "ایک شخص نے آپ کا اکاؤنٹ دیکھ کر روک ختم کر دی ہے۔ "
    "آپ اپنا اکاؤنٹ پہلے کی طرح استعمال کر سکتے ہیں۔",
)


def tell_held(measure: Measure, policy: StandingPolicy) -> None:
    """The account is on hold: why, on what basis, until when."""
    assert measure.expires_at  # noqa: S101  a hold under a policy ends
    until = clock.short(measure.expires_at)
    _tell(measure, "held", "Your account is on hold", _HELD, until=until, basis=policy.basis)


def tell_lapsed(measure: Measure) -> None:
    """The hold ended by itself."""
    _tell(measure, "lapsed", "The hold on your account has ended", _LAPSED)


def tell_released(measure: Measure) -> None:
    """A person ended the hold."""
    _tell(measure, "released", "The hold on your account has ended", _RELEASED)


def _tell(measure: Measure, what: str, subject: str, texts: tuple[str, str], **facts: str) -> None:
    payload = {
        "case": str(measure.case_id),
        "ref": measure.ref,
        "key": f"{measure.id}-{what}",
        "language": "en",
        "subject": subject,
        "text": "\n\n".join(text.format(**facts) for text in texts),
    }
    events.record("cases.notice_wanted", payload, private=True)

"""Written forms of a name that no rule of sound connects.

Abbreviations are those of Pakistani, Indian, Bangladeshi and Malaysian identity papers; national
forms are common knowledge (each is in Wikidata's given-name items). Add a row only with a source
and a test.
"""

from __future__ import annotations

_ROWS = {
    "muhammad": "md mohd muhd mohmd mohammd mhd moh muh mamadou mahomet magomed magomet "
    "maghomed mehmet muhamed",
    "ahmad": "ahmet akhmed akhmad achmad",
    "husayn": "husein hossein hussain hussein husain huseyin",
    "uthman": "osman usman ousmane",
    "umar": "omar omer ömer oumar",
    "yusuf": "youssef yousuf yousaf yusup iusuf yosef",
    "khalid": "halid khaled kaled chalid",
    "khorasan": "horasan khurasan xorasan xurasan khurosan",
    "jihad": "cihad cihat djihad gihad",
    "abdullah": "abdallah abdulla abdoulaye abdulloh",
    "abdulrahman": "abdurrahman abdurahman abdelrahman abderrahman abdirahman abdiraxmon",
    "isaq": "ishaq eshaq ishak ishaaq isaac iskhak asahaq",
    "bakr": "abubakar abubakr abubaker aboubacar aboubakar abubakir boubacar",
    "ramadan": "ramazan ramzan ramadhan ramadhon",
    "ibrahim": "ibragim abraham avraham ebrahim ibrahima brahim",
    "pashtun": "pukhtoon pakhtun pakhtoon pashtoon pukhtun pashtwn pkhtwn pshtwn pathan",
    "islam": "islom",
}  # fmt: skip

FORMS = {form: name for name, forms in _ROWS.items() for form in forms.split()}
"""Folded written form to the form whose sound stands for it."""

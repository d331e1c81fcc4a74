"""The currencies in use today (ISO 4217), and the signs spreadsheets show for them."""

from __future__ import annotations

import re

CURRENT = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD
    XCG XOF XPF YER ZAR ZMW ZWG""".split()
)
"""Codes that were withdrawn (DEM, HRK) or name no money (XXX, XTS, XAU) are not in it."""

SIGNS: dict[str, frozenset[str]] = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "EGP", "FKP", "GIP", "SHP", "SYP", "LBP", "SDG", "SSP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
    "₩": frozenset({"KRW", "KPW"}),
    "₺": frozenset({"TRY"}),
    "₽": frozenset({"RUB"}),
    "zł": frozenset({"PLN"}),
    "R$": frozenset({"BRL"}),
    "$": frozenset(
        """USD CAD AUD NZD MXN SGD HKD TWD ARS CLP COP BSD BBD BZD BMD BND KYD XCD FJD GYD JMD LRD NAD SBD SRD TTD TVD UYU CVE DOP
        CUP NIO""".split()
    ),
}
"""What a sign in a number format can mean."""

BRACKETED = re.compile(r"\[\$([^\]\-]+)(?:-[0-9A-Fa-f]+)?\]")


def sign_shown(number_format: str) -> str | None:
    """The currency sign or code a spreadsheet's number format shows, if any."""
    for found in BRACKETED.findall(number_format):
        text = str(found).strip()
        if text in SIGNS or text in CURRENT:
            return text
    plain = re.sub(r"\[[^\]]*\]|\\.", "", number_format).replace('"', "")
    return next((sign for sign in sorted(SIGNS, key=len, reverse=True) if sign in plain), None)


def meant(sign: str) -> frozenset[str]:
    """The currencies a sign or code can stand for."""
    return SIGNS.get(sign, frozenset({sign}))

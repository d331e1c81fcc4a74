"""The demo company's own words, in each language it can speak: these are its data, as its systems would export them."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
Words = dict[str, tuple[str, str]]
"""Key -> (English, Spanish)."""

SEGMENTS: Words = {
    "machinery": ("Machine builders", "Fabricantes de maquinaria"),
    "vehicles": ("Vehicle suppliers", "Proveedores de automoción"),
    "rail": ("Rail", "Ferrocarril"),
    "food": ("Food and beverage plants", "Plantas de alimentación y bebidas"),
    "energy": ("Energy and water", "Energía y agua"),
    "farm": ("Farm equipment", "Maquinaria agrícola"),
    "construction": ("Construction equipment", "Maquinaria de construcción"),
    "distribution": ("Technical distributors", "Distribución técnica"),
}
PRODUCT_GROUPS: Words = {
    "bolts": ("Bolts and screws", "Tornillería"),
    "nuts": ("Nuts and washers", "Tuercas y arandelas"),
    "anchors": ("Anchors", "Anclajes"),
    "fittings": ("Pipe fittings", "Racores"),
    "hoses": ("Hydraulic hoses", "Latiguillos hidráulicos"),
    "valves": ("Valves", "Válvulas"),
    "seals": ("Seals", "Juntas y retenes"),
    "custom": ("Made-to-drawing parts", "Piezas según plano"),
}
FUNCTIONS: Words = {
    "management": ("Management", "Dirección"),
    "sales": ("Sales", "Ventas"),
    "operations": ("Operations", "Operaciones"),
    "supply": ("Supply chain", "Cadena de suministro"),
    "finance": ("Finance", "Finanzas"),
    "service": ("Service", "Servicio"),
    "research": ("R&D", "I+D"),
    "people": ("HR", "Personas"),
    "it": ("IT", "Sistemas"),
}
ACTIVITY_KINDS: Words = {
    "service_call": ("service call", "llamada de servicio"),
    "service_visit": ("service visit", "visita de servicio"),
    "sales_visit": ("sales visit", "visita comercial"),
    "engineering": ("engineering request", "consulta de ingeniería"),
    "expedite": ("expedite", "envío urgente"),
    "claim": ("claim", "reclamación"),
    "return_handling": ("return handling", "gestión de devolución"),
    "late_payment": ("late payment", "pago tardío"),
    "key_account_team": ("key account team", "equipo de cuenta clave"),
}
SHIP_MODES: Words = {
    "parcel": ("parcel", "paquetería"),
    "pallet": ("pallet", "palé"),
    "express": ("express 48 h", "urgente 48 h"),
    "collected": ("collected", "recogida"),
}
CONTACT_ROLES: Words = {
    "purchasing": ("Purchasing manager", "Responsable de compras"),
    "buyer": ("Buyer", "Compras"),
    "maintenance": ("Maintenance manager", "Responsable de mantenimiento"),
    "engineering": ("Design engineer", "Ingeniería de diseño"),
    "quality": ("Quality manager", "Responsable de calidad"),
    "operations": ("Plant manager", "Dirección de planta"),
    "finance": ("Accounts payable", "Administración de proveedores"),
    "management": ("Managing director", "Dirección general"),
}
PRODUCT_NOUNS: Words = {
    "bolts": ("Hexagon bolt", "Tornillo hexagonal"),
    "nuts": ("Lock nut", "Tuerca autoblocante"),
    "anchors": ("Expansion anchor", "Anclaje de expansión"),
    "fittings": ("Compression fitting", "Racor de compresión"),
    "hoses": ("Hose assembly", "Latiguillo montado"),
    "valves": ("Ball valve", "Válvula de bola"),
    "seals": ("Shaft seal", "Retén de eje"),
    "custom": ("Turned part to drawing", "Pieza torneada según plano"),
}
PROMISES: Words = {
    "express_on_time": (
        "Urgent orders arrive within 48 working hours",
        "Los pedidos urgentes llegan en 48 horas laborables",
    ),
    "by_promised_day": ("Every order arrives by the confirmed day", "Cada pedido llega en la fecha confirmada"),
    "within_days": ("Orders arrive within %d days", "Los pedidos llegan en %d días"),
}
NOTES: Words = {
    "mornings": ("Prefers a call before ten", "Prefiere que le llamen antes de las diez"),
    "email": ("Wants everything by e-mail", "Lo quiere todo por correo"),
    "fair": ("Met at the Hannover fair", "Conocido en la feria de Hannover"),
    "spanish": ("Speaks Spanish", "Habla español"),
}


def said(words: Words, key: str, language: Language) -> str:
    """The word for `key` in this language."""
    return words[key][LANGUAGES.index(language)]

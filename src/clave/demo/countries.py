"""The countries the company sells to, and what names sound like there; names are put together from invented parts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """One market: share of customers, invoicing currency, distance (freight zone) and the parts of names."""

    code: str
    share: float
    currency: str
    zone: int
    site: int
    dial: str
    first_parts: str
    last_parts: str
    firms: tuple[str, ...]
    given_names: str
    family_names: str


SITES: tuple[tuple[str, str], ...] = (("ZAZ", "Zaragoza"), ("LYS", "Lyon"), ("WRO", "Wrocław"))
"""Where the company ships from."""

_SPANISH = "Ara Belo Cerma Dure Egui Fonta Gal Monte Olme Peral Riba Salze Torra Vallo Zaldi"
_GERMAN = "Alver Berko Dorvi Eisla Falmer Grüno Hollen Kaltra Laudo Morvi Nebra Osterra Rondo Stavel Wendra"
_FRENCH = "Aube Beaur Chanté Dour Font Grand Lamar Mont Noir Ormel Perr Rous Sauve Tour Vaux"
_ITALIAN = "Albe Bella Carpe Dona Ferra Gava Lomba Mira Nova Pietra Rova Sarto Terra Valle Zano"
_ENGLISH = "Ashel Bramer Colder Dunmar Elling Fairow Graven Hather Kirrow Langer Marrow Norther Pemmer Thornel Whitter"

COUNTRIES: tuple[Country, ...] = (
    Country(
        "ES",
        0.30,
        "EUR",
        0,
        0,
        "+34",
        _SPANISH,
        "dera mendo nosa quena rrate teja vila zuri cosa bidea",
        (
            "Talleres {} S.L.",
            "{} Maquinaria S.A.",
            "Hidráulica {} S.L.",
            "Suministros {} S.A.",
            "Industrias {} S.A.",
            "Mecánicas {} S.L.",
            "Conservas {} S.A.",
        ),
        "Marta Javier Lucía Andrés Nuria Íñigo Pilar Sergio Carmen Óscar Ainhoa Rubén Elena Gonzalo Raquel Álvaro",
        "Larrondo Belmonte Urrutikoa Sandoval Quirante Olmedilla Zabaleta Penalva Carrascal Montaner Ferriol Arizmendi "
        "Villacampa Roldán Echenique Tejedor Barrachina Cifuentes Mendizábal Gallardo Peñarroya Salvatierra Igartua "
        "Cobos Escribano Luengo Marzal Navascués Ordóñez Pastrana Rebollo Sanchís",
    ),
    Country(
        "DE",
        0.16,
        "EUR",
        1,
        2,
        "+49",
        _GERMAN,
        "hagen feld brück rieder walder kamp stett lohe",
        (
            "{} Anlagenbau GmbH",
            "Maschinenfabrik {} GmbH & Co. KG",
            "{} Hydraulik GmbH",
            "{} Technik AG",
            "{} Fahrzeugteile GmbH",
            "{} Industriebedarf KG",
        ),
        "Katrin Jürgen Sabine Matthias Heike Torsten Ulrike Stefan Anke Jens Birgit Uwe",
        "Altmeier Brockhaus Dettmer Eschweiler Feldkamp Grothe Hillebrand Kestner Lohmann Ritzmann Stölting Wiedemann",
    ),
    Country(
        "FR",
        0.14,
        "EUR",
        1,
        1,
        "+33",
        _FRENCH,
        "mont val court rieux laine vigne court lac mar bois",
        (
            "Ateliers {} SAS",
            "{} Hydraulique SARL",
            "{} Équipements SA",
            "Mécanique {} SAS",
            "Fournitures {} SARL",
            "Laiteries {} SA",
        ),
        "Claire Thierry Sandrine Olivier Hélène Fabrice Nathalie Luc Amélie Hervé Odile Rémi",
        "Aubertin Chevrel Delmas Fontanel Garrigou Lacombe Marchais Nivelle Pelissier Rousselin Taillandier "
        "Vasseur Bertholet Cazenave Daubigny Escoffier",
    ),
    Country(
        "IT",
        0.09,
        "EUR",
        1,
        1,
        "+39",
        _ITALIAN,
        "golo rini schi telli vano zetto cino mora laghi ponte",
        (
            "Officine {} S.p.A.",
            "{} Oleodinamica S.r.l.",
            "{} Macchine S.p.A.",
            "Forniture {} S.r.l.",
            "{} Impianti S.r.l.",
        ),
        "Giulia Marco Silvia Davide Elisa Paolo Francesca Luca Chiara Stefano Ilaria Fabio",
        "Barletti Caldarelli Donadoni Fossati Gherardi Lombardini Marchetti Pellizzari Ravagli Sartorelli Tognoni",
    ),
    Country(
        "PT",
        0.08,
        "EUR",
        0,
        0,
        "+351",
        "Alva Barro Cala Douro Évora Figue Lousa Mira Nazar Ourique Pena Sines Tavo Vouga",
        "mar nelas res rinha val tela zende ferro",
        ("Metalúrgica {} Lda.", "{} Equipamentos S.A.", "{} Hidráulica Lda.", "Fornecimentos {} Lda."),
        "Inês Rui Catarina Nuno Sofia Tiago Teresa Vasco Leonor Duarte",
        "Albergaria Brandão Castanheira Falcão Lourenço Mourato Pedrosa Quintela Sarmento Vilhena",
    ),
    Country(
        "NL",
        0.05,
        "EUR",
        2,
        2,
        "+31",
        "Aal Berken Dronge Eem Goor Haver Kolen Linde Oost Reeu Spaar Veen Wijde",
        "dijk horst laan meer stede velt waard zicht",
        ("{} Machinebouw B.V.", "{} Hydrauliek B.V.", "{} Techniek B.V.", "Koninklijke {} N.V."),
        "Anouk Bas Femke Joost Marieke Pieter Saskia Wouter",
        "Bakhuizen Doornbos Hoogland Kuipers Roelofs Terpstra Veenstra Zandvliet",
    ),
    Country(
        "BE",
        0.04,
        "EUR",
        1,
        1,
        "+32",
        "Ard Bever Cuv Demer Hais Lesse Meus Ourth Semo Zenne",
        "beek court gem hove lez mont steen vaux",
        ("{} Engineering NV", "{} Mécanique SA", "{} Industrie BV", "Ateliers {} SRL"),
        "An Benoît Els Koen Lieve Pascal Sofie Xavier",
        "Claessens Deprez Hendrickx Lambrecht Moreels Renard Stevens Wauters",
    ),
    Country(
        "AT",
        0.03,
        "EUR",
        2,
        2,
        "+43",
        "Ache Enns Gail Krems Lavan Mürz Pinz Salzka Traun Zill",
        "au egg hofer leiten moos reith tal wang",
        ("{} Maschinenbau GmbH", "{} Energietechnik GmbH", "{} Landtechnik KG"),
        "Barbara Georg Ingrid Klaus Monika Reinhard",
        "Aigner Brandstätter Ebner Hofstätter Pichler Steinlechner",
    ),
    Country(
        "PL",
        0.05,
        "EUR",
        2,
        2,
        "+48",
        "Boro Czarno Dębo Grano Jaro Kalino Lipo Mirko Olszo Wierz Zagro",
        "bud gród mir nowa pol staw wiec wisz",
        ("{} Sp. z o.o.", "Zakłady {} S.A.", "Hydraulika {} Sp. z o.o.", "{} Maszyny S.A."),
        "Agnieszka Bartosz Dorota Grzegorz Joanna Krzysztof Magda Tomasz",
        "Domagała Krawczyk Zaremba Kozioł Wrona Gajda Mazurek Bielak",
    ),
    Country(
        "SE",
        0.02,
        "EUR",
        3,
        2,
        "+46",
        "Alm Björk Ek Fors Grån Lind Norr Söder Västa Öster",
        "berga fors hammar mo näs sund vik ås",
        ("{} Verkstad AB", "{} Hydraulik AB", "{} Industri AB"),
        "Anders Birgitta Elin Fredrik Karin Magnus",
        "Bergqvist Dahlström Ekholm Lundmark Nordin Sandell",
    ),
    Country(
        "GB",
        0.03,
        "GBP",
        3,
        1,
        "+44",
        _ENGLISH,
        "bourne combe dale field ham leigh more stone wick worth",
        ("{} Engineering Ltd", "{} Hydraulics Ltd", "{} Rail Services plc", "{} Fasteners Ltd"),
        "Alison Graham Helen Ian Joanne Keith Rachel Stuart",
        "Ashworth Birtwistle Cartwright Holroyd Middleton Pemberton Thackeray Wainwright",
    ),
    Country(
        "US",
        0.01,
        "USD",
        4,
        0,
        "+1",
        "Cedar Clear Elk Granite Harlan Maple Prairie Quarry Ridge Tama",
        "bend brook crest fork grove haven point ridge",
        ("{} Manufacturing Inc.", "{} Fluid Power LLC", "{} Equipment Corp."),
        "Angela Brian Denise Gary Karen Todd",
        "Abernathy Calloway Hutchins Lindqvist Pruitt Stoddard",
    ),
)
BY_CODE: dict[str, int] = {country.code: index for index, country in enumerate(COUNTRIES)}
FREIGHT_BASE_EUR = (14.0, 24.0, 31.0, 46.0, 85.0)
"""Freight of one pallet shipment before weight, by zone."""
FREIGHT_PER_KG_EUR = (0.14, 0.23, 0.30, 0.42, 0.40)
PALLET_WORKING_DAYS = (4, 6, 7, 9, 20)
"""Working days promised for a pallet, by zone."""

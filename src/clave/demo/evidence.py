"""What the demo company's raters saw and heard: sentences for a low, a middling and a high score on each criterion."""

from __future__ import annotations

from clave.demo.words import LANGUAGES, Language

Said = tuple[tuple[str, str], ...]
"""Sentences as (English, Spanish)."""
LOW_BELOW, HIGH_FROM = 4.5, 7.0

RIVALS = ("Fijaciones Arlanza", "Norfast Group", "Schraubwerk Lippe", "Hidrotec Sur", "Viti Padane")
"""The suppliers that customers name as their best alternative; all invented."""

EVIDENCE: dict[str, tuple[Said, Said, Said]] = {
    "strategic-fit": (
        (
            (
                "Buys standard bolts only and asks three suppliers each time.",
                "Solo compra tornillería estándar y pide precio a tres proveedores cada vez.",
            ),
            (
                "Their new line runs without hydraulics; we had nothing to add.",
                "Su línea nueva no lleva hidráulica; no teníamos nada que aportar.",
            ),
        ),
        (
            (
                "One of their plants uses our made-to-drawing parts, the other two buy from stock.",
                "Una de sus plantas usa nuestras piezas según plano; las otras dos compran de catálogo.",
            ),
            (
                "Asked for a sealing kit of our own design for one machine.",
                "Pidió un juego de juntas de diseño nuestro para una máquina.",
            ),
        ),
        (
            (
                "All plants specify our hoses and valves in the drawings we saw in spring.",
                "Todas las plantas especifican nuestros latiguillos y válvulas en los planos que vimos en primavera.",
            ),
            (
                "Their engineers asked us to develop the seal of the next machine.",
                "Sus ingenieros nos pidieron desarrollar la junta de la próxima máquina.",
            ),
        ),
    ),
    "openness": (
        (
            (
                "Tenders every quarter; the buyer talks about the price per hundred.",
                "Licita cada trimestre; el comprador habla del precio por cien unidades.",
            ),
            ("We asked for a forecast twice and got none.", "Pedimos dos veces una previsión y no la recibimos."),
        ),
        (
            (
                "Told us about the plant extension when we asked.",
                "Nos habló de la ampliación de la planta cuando preguntamos.",
            ),
            (
                "Sends a rough forecast before the summer stop, nothing else.",
                "Envía una previsión aproximada antes de la parada de verano, nada más.",
            ),
        ),
        (
            (
                "Sends a rolling forecast each month and named two people for joint work.",
                "Envía una previsión móvil cada mes y nombró a dos personas para trabajar juntos.",
            ),
            (
                "Invited our engineers to its planning meeting in March.",
                "Invitó a nuestros ingenieros a su reunión de planificación de marzo.",
            ),
        ),
    ),
    "service": (
        (
            (
                "The plant manager complained of three late pallets in a row.",
                "El jefe de planta se quejó de tres palés tarde seguidos.",
            ),
            (
                "For urgent parts they call the other supplier first; the storekeeper said so.",
                "Para piezas urgentes llaman antes al otro proveedor; lo dijo el almacenero.",
            ),
        ),
        (
            (
                "The buyer sees no difference between our delivery and theirs.",
                "El comprador no ve diferencia entre nuestra entrega y la de ellos.",
            ),
            (
                "Delivery is fine since the new stock, said the planner; before it was not.",
                "La entrega va bien desde el nuevo stock, dijo el planificador; antes no.",
            ),
        ),
        (
            (
                "When the press stood still in May they called us first, and told us why.",
                "Cuando la prensa se paró en mayo nos llamaron primero y dijeron por qué.",
            ),
            (
                "Their supplier rating puts us first in delivery, two years running.",
                "Su valoración de proveedores nos pone primeros en entrega, dos años seguidos.",
            ),
        ),
    ),
    "product": (
        (
            (
                "Prefers the rival's valves since the leak of last year.",
                "Prefiere las válvulas del competidor desde la fuga del año pasado.",
            ),
            (
                "Their maintenance calls our catalogue thin in fittings.",
                "Su mantenimiento dice que nuestro catálogo de racores es corto.",
            ),
        ),
        (
            (
                "Quality is the same to them; they choose by delivery day.",
                "La calidad les parece igual; eligen por el día de entrega.",
            ),
            (
                "Tests of both seals came out alike, said the workshop.",
                "Las pruebas de ambas juntas salieron iguales, dijo el taller.",
            ),
        ),
        (
            (
                "Our anchor saved them a night shift per machine; their engineer showed us the sum.",
                "Nuestro anclaje les ahorra un turno de noche por máquina; su ingeniero nos enseñó la cuenta.",
            ),
            (
                "They asked for our advice on the hose layout before asking for a price.",
                "Nos pidieron consejo sobre el trazado de los latiguillos antes de pedir precio.",
            ),
        ),
    ),
    "people": (
        (
            ("They did not know whom to call about the invoice.", "No sabían a quién llamar por la factura."),
            (
                "Only the seller is known there; he was on leave and nobody answered.",
                "Allí solo conocen al vendedor; estaba de vacaciones y nadie respondió.",
            ),
        ),
        (
            (
                "They call our order desk by name, nobody else.",
                "Llaman por su nombre a nuestra mesa de pedidos, a nadie más.",
            ),
            (
                "One engineer of ours solves their questions; they wish for a second.",
                "Un ingeniero nuestro resuelve sus dudas; querrían un segundo.",
            ),
        ),
        (
            (
                "Planning, quality and service speak with each other weekly without us in Sales.",
                "Planificación, calidad y servicio hablan cada semana sin pasar por Ventas.",
            ),
            (
                "Their director thanked our service engineer by name at the yearly meeting.",
                "Su director dio las gracias por su nombre a nuestro técnico en la reunión anual.",
            ),
        ),
    ),
}
"""Key of a judged criterion -> what is said for a low, a middling and a high score."""


def said(key: str, score: float, pick: int, language: Language) -> str:
    """One of the sentences that fit a score on a criterion."""
    level = 0 if score < LOW_BELOW else 1 if score < HIGH_FROM else 2
    sentences = EVIDENCE[key][level]
    return sentences[pick % len(sentences)][LANGUAGES.index(language)]

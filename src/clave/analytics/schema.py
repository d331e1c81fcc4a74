"""The ledger contract: which columns Clave understands, of what type, in what unit, and how others name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ColumnType(StrEnum):
    """What a value must look like before it may enter the ledger."""

    KEY = "key"  # an identifier: text that is never a number, leading zeros kept
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"  # a quantity or a rate
    MONEY = "money"  # an amount in the row's currency, kept to 4 decimals
    SHARE = "share"  # 0..1
    DATE = "date"
    CURRENCY = "currency"  # ISO 4217, current
    STATUS = "status"
    FLAG = "flag"
    EMAIL = "email"


ORDER_STATUSES = ("invoiced", "open", "cancelled", "credit")
"""`cancelled` lines never count."""


@dataclass(frozen=True)
class Column:
    """One column of the contract, with the names other systems give it."""

    name: str
    type: ColumnType
    needed: bool = False
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of file that can be imported."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    inputs: tuple[Column, ...] = field(default=())
    """Columns that are accepted to compute others (`unit_price` gives `net_amount`) and are not stored."""

    def column(self, name: str) -> Column:
        """The column or input called `name`; KeyError when the contract has none."""
        return {c.name: c for c in (*self.columns, *self.inputs)}[name]


K, T, I, D, M, S = (  # noqa: E741
    ColumnType.KEY,
    ColumnType.TEXT,
    ColumnType.INTEGER,
    ColumnType.DECIMAL,
    ColumnType.MONEY,
    ColumnType.SHARE,
)

ORDERS = Kind(
    name="orders",
    key=("order_id", "line_no"),
    columns=(
        Column("customer_code", K, True, ("account_code", "customer_id", "customer", "cliente", "codigo_cliente")),
        Column("order_id", K, True, ("order_no", "invoice_id", "invoice", "invoiceno", "pedido", "factura")),
        Column("line_no", I, False, ("line", "position", "item", "linea")),
        Column("ordered_on", ColumnType.DATE, True, ("order_date", "date", "invoice_date", "fecha", "fecha_pedido")),
        Column("quantity", D, False, ("qty", "units", "cantidad")),
        Column("net_amount", M, True, ("amount", "net", "revenue", "sales", "importe", "importe_neto")),
        Column("list_amount", M, False, ("list", "gross_amount", "importe_tarifa")),
        Column("cost_amount", M, False, ("cost", "cogs", "coste")),
        Column("freight_amount", M, False, ("freight", "shipping", "portes")),
        Column("currency", ColumnType.CURRENCY, True, ("moneda", "divisa", "waers")),
        Column("product_code", K, False, ("product", "product_id", "sku", "stockcode", "articulo")),
        Column("product_group", T, False, ("category", "familia")),
        Column(
            "promised_on", ColumnType.DATE, False, ("required_date", "promised_date", "due_date", "fecha_prometida")
        ),
        Column(
            "delivered_on", ColumnType.DATE, False, ("shipped_date", "delivery_date", "delivered_date", "fecha_entrega")
        ),
        Column("ship_mode", T, False, ("ship_via", "carrier", "transporte")),
        Column("site", K, False, ("ship_to", "plant", "warehouse", "delegacion")),
        Column("seller_code", K, False, ("seller", "salesperson", "employee_id", "vendedor")),
        Column("status", ColumnType.STATUS, False, ("state", "estado")),
    ),
    inputs=(
        Column("unit_price", M, False, ("price", "precio")),
        Column("discount_share", S),
        Column("discount_amount", M),
        Column("unit_cost", M),
        Column("order_freight_amount", M),
    ),
)

CUSTOMERS = Kind(
    name="customers",
    key=("customer_code",),
    columns=(
        Column("customer_code", K, True, ("account_code", "customer_id", "code", "id", "partnerid", "codigo")),
        Column("name", T, True, ("company_name", "companyname", "customer_name", "customer", "nombre", "razon_social")),
        Column("parent_code", K, False, ("parent", "parent_id", "bill_to", "grupo", "matriz")),
        Column("country", T, False, ("pais", "country_code")),
        Column("segment", T, False, ("class", "type", "industry", "segmento")),
        Column("owner_email", ColumnType.EMAIL, False, ("owner", "responsable")),
    ),
)

ACTIVITIES = Kind(
    name="activities",
    key=(),
    columns=(
        Column("customer_code", K, True, ("account_code", "customer_id", "cliente")),
        Column("kind", K, True, ("type", "activity", "tipo")),
        Column("occurred_on", ColumnType.DATE, True, ("date", "activity_date", "fecha")),
        Column("quantity", D, False, ("qty", "cantidad")),
        Column("minutes", D, False, ("duration_minutes", "minutos")),
        Column("amount", M, False, ("cost", "importe")),
        Column("currency", ColumnType.CURRENCY, False, ("moneda",)),
    ),
)

CONTACTS = Kind(
    name="contacts",
    key=("contact_id",),
    columns=(
        Column("contact_id", K, True, ("id",)),
        Column("customer_code", K, True, ("account_code", "customer_id", "cliente")),
        Column("full_name", T, True, ("name", "contact_name", "nombre")),
        Column("email", ColumnType.EMAIL, False, ("mail", "correo")),
        Column("phone", T, False, ("telephone", "telefono")),
        Column("role", T, False, ("title", "contact_title", "cargo")),
        Column("consent", ColumnType.FLAG, False, ("consentimiento",)),
        Column("note", T, False, ("notes", "nota")),
    ),
)

RATES = Kind(
    name="rates",
    key=("rate_date", "base", "quote"),
    columns=(
        Column("rate_date", ColumnType.DATE, True, ("date", "fecha", "day", "dia")),
        Column("base", ColumnType.CURRENCY, True, ("from", "base_currency", "one_unit_of", "una_unidad_de")),
        Column("quote", ColumnType.CURRENCY, True, ("to", "quote_currency", "is_worth_so_many", "vale_tantas_de")),
        Column("rate", D, True, ("value", "cambio", "tipo_de_cambio")),
    ),
)
"""One `base` is worth `rate` `quote`."""

PEOPLE = Kind(
    name="people",
    key=("person_code",),
    columns=(
        Column("person_code", K, True, ("employee_id", "employeeid", "code", "id", "codigo")),
        Column("full_name", T, True, ("name", "employee", "nombre", "nombre_completo")),
        Column("email", ColumnType.EMAIL, False, ("mail", "emailaddress", "correo", "correo_electronico")),
        Column("function", T, True, ("department", "area", "funcion", "departamento")),
        Column("reports_to", K, False, ("manager", "manager_id", "jefe", "reports_to_code", "responde_ante_codigo")),
        Column("is_top_team", ColumnType.FLAG, False, ("top_team", "board", "direccion", "equipo_directivo")),
    ),
)

TRAINING = Kind(
    name="training",
    key=(),
    columns=(
        Column("person_code", K, False, ("employee_id", "employeeid", "code", "codigo")),
        Column("email", ColumnType.EMAIL, False, ("mail", "emailaddress", "correo", "correo_electronico")),
        Column("course", T, True, ("course_name", "training", "curso", "formacion")),
        Column(
            "completed_on",
            ColumnType.DATE,
            True,
            ("completed", "completion_date", "fecha_realizacion", "completado_el"),
        ),
        Column(
            "expires_on",
            ColumnType.DATE,
            False,
            ("valid_until", "expiry", "expiry_date", "valido_hasta", "runs_out_on", "caduca_el"),
        ),
        Column("certificate", T, True, ("certificate_no", "certificate_number", "certificado", "num_certificado")),
    ),
    inputs=(Column("planned_on", ColumnType.DATE, False, ("planned", "planned_for", "previsto", "previsto_para")),),
)
"""One course that one person completed; a row that is only planned (`planned_on` without `completed_on`) is left out."""

PROMISES = Kind(
    name="promises",
    key=("customer_code", "what", "starts_on"),
    columns=(
        Column("customer_code", K, True, ("account_code", "customer_id", "cliente", "codigo")),
        Column("what", T, True, ("promise", "compromiso", "what_we_promise", "que_prometemos")),
        Column("starts_on", ColumnType.DATE, True, ("since", "promised_on", "desde", "empieza_el")),
        Column("owner", K, True, ("person_code", "who_keeps_it", "responsable")),
        Column("kind", T, False, ("judged_by", "tipo")),
        Column("due_on", ColumnType.DATE, False, ("due", "due_date", "vence_el")),
        Column("ends_on", ColumnType.DATE, False, ("until", "valid_until", "hasta")),
        Column("audience", T, False, ("seen_by", "audiencia")),
        Column("within_days", I, False, ("days", "dias")),
        Column("lines_percent", I),
        Column("least_percent", I),
        Column("product_code", T),
        Column("product_group", T),
        Column("site", T),
        Column("ship_mode", T),
        Column("country", T, False, ("pais",)),
        Column("cost", M, False, ("yearly_cost", "coste")),
        Column("currency", ColumnType.CURRENCY, False, ("moneda", "divisa")),
    ),
)
"""What is promised to a key account: customer, words and first day tell one from another."""

OFFERS = Kind(
    name="offers",
    key=("customer_code", "element", "given_from"),
    columns=(
        Column("customer_code", K, True, ("account_code", "customer_id", "cliente", "codigo")),
        Column("element", T, True, ("offer", "what_it_gets", "oferta", "que_recibe")),
        Column("given_from", ColumnType.DATE, True, ("from", "since", "desde")),
        Column("given_to", ColumnType.DATE, False, ("to", "until", "hasta")),
        Column("note", T, False, ("notes", "nota")),
        Column("yearly_cost", M, False, ("cost", "cost_a_year", "coste", "coste_al_ano")),
        Column("currency", ColumnType.CURRENCY, False, ("moneda", "divisa")),
    ),
)
"""One element of the offer given to one key account; a cost of its own counts instead of the element's."""

SKILLS = Kind(
    name="skills",
    key=("skill",),
    columns=(
        Column("skill", K, True, ("skill_key", "key", "clave", "competencia")),
        Column("skill_group", T, True, ("group", "grupo")),
        Column("name", T, True, ("nombre",)),
        Column("level_1", T, True, ("nivel_1",)),
        Column("level_3", T, True, ("nivel_3",)),
        Column("level_5", T, True, ("nivel_5",)),
        Column("is_active", ColumnType.FLAG, False, ("in_use", "en_uso")),
    ),
)
"""The catalogue of skills with what their levels mean; what people can do is said at a screen."""

KINDS: dict[str, Kind] = {
    k.name: k for k in (ORDERS, CUSTOMERS, ACTIVITIES, CONTACTS, RATES, PEOPLE, TRAINING, PROMISES, OFFERS, SKILLS)
}

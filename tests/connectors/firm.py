"""A small firm as Odoo and as ERPNext hold it: two customers, a few sales, one of everything that is easily got wrong."""

from __future__ import annotations

from tests.connectors.contracts import Records

T1, T2, T3 = "2025-03-14 10:00:00", "2025-03-15 10:00:00", "2025-03-20 10:00:00"
EUR = [1, "EUR"]


def _partner(number: int, name: str, company: int, **more: object) -> dict[str, object]:
    facts = {"id": number, "name": name, "ref": False, "is_company": number == company, "parent_id": False, "type": "contact",
             "email": False, "phone": False, "function": False, "country_id": False, "industry_id": False, "user_id": False,
             "customer_rank": 1, "sale_order_ids": [], "child_ids": [], "commercial_partner_id": [company, "…"],
             "write_date": T1}  # fmt: skip
    return {**facts, **more}


def _order(number: int, partner: int, **more: object) -> dict[str, object]:
    facts = {"id": number, "name": f"S{number:05}", "partner_id": [partner, "…"], "date_order": T1, "currency_id": EUR,
             "commitment_date": "2025-03-19 00:00:00", "user_id": [7, "Ana"], "state": "sale", "warehouse_id": [1, "Main"],
             "picking_ids": [], "write_date": T1}  # fmt: skip
    return {**facts, **more}


def _line(number: int, order: int, **more: object) -> dict[str, object]:
    facts = {"id": number, "order_id": [order, f"S{order:05}"], "product_id": [3, "[P-3] Pump"], "product_uom_qty": 2.0,
             "price_unit": 60.0, "price_subtotal": 100.10000000000001, "invoice_status": "invoiced", "purchase_price": 35.0,
             "state": "sale", "display_type": False, "write_date": T1}  # fmt: skip
    return {**facts, **more}


def odoo() -> Records:
    """The firm in Odoo, with Sales, Inventory, Invoicing and Employees."""
    return {
        "res.partner": [
            _partner(10, "Acme", 10, ref="A-1", country_id=[68, "Spain"], user_id=[7, "Ana"], child_ids=[11]),
            _partner(11, "Eva Gil", 10, parent_id=[10, "Acme"], email="eva@acme.example", function="Buyer"),
            _partner(12, "Supplier only", 12, customer_rank=0),
        ],
        "res.country": [{"id": 68, "code": "ES"}],
        "res.users": [{"id": 7, "email": "ana@firm.example"}],
        "sale.order": [_order(1, 11, picking_ids=[5]), _order(2, 10, state="cancel"), _order(3, 10, state="draft")],
        "sale.order.line": [
            _line(101, 1), _line(102, 1, display_type="line_note", product_id=False),
            _line(103, 1, product_uom_qty=-1.0, price_subtotal=-50.05, invoice_status="no", product_id=False),
            _line(104, 2, state="cancel"), _line(105, 3, state="draft"),
        ],
        "product.product": [{"id": 3, "default_code": "P-3", "name": "Pump", "categ_id": [4, "Goods / Pumps"]}],
        "stock.picking": [
            {"id": 5, "sale_id": [1, "S00001"], "state": "done", "picking_type_code": "outgoing",
             "date_done": "2025-03-18 09:00:00", "write_date": T3},
        ],
        "account.move": [
            {"id": 20, "name": "INV/1", "partner_id": [11, "…"], "invoice_date": "2025-03-14", "move_type": "out_invoice",
             "state": "posted", "invoice_user_id": [7, "Ana"], "write_date": T1},
            {"id": 21, "name": "RINV/1", "partner_id": [10, "…"], "invoice_date": "2025-03-15", "move_type": "out_refund",
             "state": "posted", "invoice_user_id": False, "write_date": T2},
        ],
        "account.move.line": [
            {"id": number, "move_id": [move, "…"], "product_id": [3, "Pump"], "quantity": 1.0, "price_unit": 50.0,
             "price_subtotal": 50.0, "currency_id": EUR, "write_date": T1, "parent_state": "posted", "display_type": kind}
            for number, move, kind in ((201, 20, "product"), (202, 20, "tax"), (203, 21, "product"))
        ],
        "hr.employee": [
            {"id": 1, "name": "Ana", "work_email": "ana@firm.example", "department_id": [2, "Sales"], "parent_id": False,
             "write_date": T1},
        ],
    }  # fmt: skip


def erpnext() -> Records:
    """The firm in ERPNext."""
    item = {"item_code": "P-3", "item_group": "Pumps", "stock_qty": 2.0, "base_price_list_rate": 60.0, "incoming_rate": 35.0,
            "warehouse": "Main", "parenttype": "Sales Invoice"}  # fmt: skip
    invoice = {"customer": "Acme", "customer_name": "Acme Ltd", "posting_date": "2025-03-14", "company": "Firm", "is_return": 0,
               "docstatus": 1, "modified": "2025-03-14 10:00:00.123456"}  # fmt: skip
    return {
        "Sales Invoice": [
            {**invoice, "name": "SI-1"}, {**invoice, "name": "SI-2", "is_return": 1, "modified": "2025-03-15 10:00:00.000001"},
            {**invoice, "name": "SI-3", "docstatus": 2}, {**invoice, "name": "SI-4", "docstatus": 0},
        ],
        "Sales Invoice Item": [
            {**item, "name": "i1", "parent": "SI-1", "idx": 1, "qty": 2.0, "base_net_amount": 100.1, "delivery_note": "DN-1",
             "sales_order": "SO-1"},
            {**item, "name": "i2", "parent": "SI-1", "idx": 2, "qty": 1.0, "base_net_amount": 50.0, "delivery_note": None,
             "sales_order": None},
            {**item, "name": "i3", "parent": "SI-2", "idx": 1, "qty": -1.0, "stock_qty": -1.0, "base_net_amount": -50.0,
             "delivery_note": None, "sales_order": None},
            {**item, "name": "i4", "parent": "SI-3", "idx": 1, "qty": 9.0, "base_net_amount": 900.0, "delivery_note": None,
             "sales_order": None},
        ],
        "Sales Order": [{"name": "SO-1", "delivery_date": "2025-03-19"}],
        "Delivery Note": [
            {"name": "DN-1", "posting_date": "2025-03-18"}, {"name": "DN-2", "posting_date": "2025-03-21"},
        ],
        "Delivery Note Item": [
            {"name": "d1", "parent": "DN-2", "parenttype": "Delivery Note", "against_sales_invoice": "SI-1", "si_detail": "i2",
             "docstatus": 1},
        ],
        "Company": [{"name": "Firm", "default_currency": "EUR"}],
        "Customer": [
            {"name": "Acme", "customer_name": "Acme Ltd", "customer_group": "Trade", "territory": "Spain",
             "account_manager": "ana@firm.example", "modified": T1},
        ],
        "Contact": [
            {"name": "Eva-Acme", "first_name": "Eva", "last_name": "Gil", "email_id": "eva@acme.example", "phone": "",
             "mobile_no": "+34 600", "designation": "Buyer", "modified": T1},
            {"name": "Supplier", "first_name": "Sam", "last_name": None, "email_id": "", "phone": "", "mobile_no": "",
             "designation": "", "modified": T1},
        ],
        "Dynamic Link": [
            {"name": "l1", "parent": "Eva-Acme", "parenttype": "Contact", "link_doctype": "Customer", "link_name": "Acme",
             "idx": 1},
        ],
        "Employee": [
            {"name": "E-1", "employee_name": "Ana", "company_email": "ana@firm.example", "department": "Sales",
             "reports_to": None, "status": "Active", "modified": T1},
        ],
    }  # fmt: skip

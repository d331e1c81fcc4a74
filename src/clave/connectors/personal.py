"""How a connector is called, and as whom it signs in elsewhere, may name people."""

from clave.personal_data.declared import Sentences, declare

declare(Sentences("connectors.Connector", ("name", "login")))

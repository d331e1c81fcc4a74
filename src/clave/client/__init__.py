"""A client of Clave's API in Python: typed, without any dependency; docs/handbook/client.md shows it at work."""

from clave.client.client import Client as Client
from clave.client.problems import ChangedMeanwhile as ChangedMeanwhile
from clave.client.problems import Conflict as Conflict
from clave.client.problems import Invalid as Invalid
from clave.client.problems import NoAnswer as NoAnswer
from clave.client.problems import NotAllowed as NotAllowed
from clave.client.problems import NotThere as NotThere
from clave.client.problems import Problem as Problem
from clave.client.problems import ReadFirst as ReadFirst
from clave.client.problems import Unauthorised as Unauthorised

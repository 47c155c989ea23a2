"""How papers set their words."""

from django import template

from documents.papers import unbroken

register = template.Library()
register.filter("unbroken", unbroken)

from importlib import import_module

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"

    def ready(self):
        import_module("evidence.wording")
        import_module("evidence.services.quarantine")
        import_module("evidence.services.former_dossiers")
        holdings, queries = import_module("communes.storage_usage"), import_module("evidence.queries")
        holdings.register_holding(queries.evidence_held)
        holdings.register_holding(queries.signed_copies_held)
        import_module("evidence.hand_offs")
        pending = import_module("communes.pending")
        pending.register_unit_tasks(import_module("evidence.pending").dossier_tasks)

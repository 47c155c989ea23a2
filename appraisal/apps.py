from importlib import import_module

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "appraisal"

    def ready(self):
        import_module("appraisal.guards")
        import_module("appraisal.wording")
        import_module("appraisal.services.carrying")
        import_module("appraisal.services.quarantine")
        holdings = import_module("communes.holdings")
        holdings.register_holding(import_module("appraisal.queries").answer_files_held)
        calendar = import_module("communes.calendar")
        calendar.register_entries(import_module("appraisal.agenda").visit_entries)
        asked = import_module("evidence.inquiries")
        asked.register_reviews(import_module("appraisal.queries").reviewed_by)
        remarks = import_module("evidence.remarks")
        remarks.register_remarks(import_module("appraisal.remarks").breach_remarks)

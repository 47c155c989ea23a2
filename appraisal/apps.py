from importlib import import_module

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "appraisal"

    def ready(self):
        import_module("appraisal.db_triggers")
        import_module("appraisal.wording")
        import_module("appraisal.services.cycle_carryover")
        import_module("appraisal.services.quarantine")
        import_module("appraisal.services.former_reviews")
        holdings = import_module("communes.storage_usage")
        holdings.register_holding(import_module("appraisal.queries").answer_files_held)
        calendar = import_module("communes.calendar")
        calendar.register_entries(import_module("appraisal.calendar_entries").visit_entries)
        asked = import_module("evidence.inquiry_queries")
        asked.register_reviews(import_module("appraisal.queries").reviewed_by)
        page_comments = import_module("evidence.page_comments")
        page_comments.register_page_comments(import_module("appraisal.breach_comments").breach_comments)
        pending = import_module("communes.pending")
        pending.register_unit_tasks(import_module("appraisal.pending").breach_tasks)
        page_comments.register_page_comments(import_module("appraisal.former_reviews").former_review_comments)

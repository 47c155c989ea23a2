from importlib import import_module

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "results"

    def ready(self):
        import_module("results.db_triggers")
        import_module("results.wording")
        import_module("results.receivers")
        import_module("results.ranking_files")
        history = import_module("evidence.previous_year")
        history.register_history(import_module("results.previous_year").leaf_last_year)
        reopening = import_module("appraisal.reopen_blockers")
        reopening.register_reopen_blocker(import_module("results.policies").holding_problems)
        closing = import_module("communes.policies")
        closing.register_closing(import_module("results.policies").closing_problems)
        striving = import_module("communes.previous_recognition")
        striving.register_previous_recognition(import_module("results.previous_recognition").recognised_before)
        pending = import_module("communes.pending")
        pending.register_unit_tasks(import_module("results.pending").result_tasks)

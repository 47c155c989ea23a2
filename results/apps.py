from importlib import import_module

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "results"

    def ready(self):
        import_module("results.guards")
        import_module("results.wording")
        import_module("results.undoing")
        history = import_module("evidence.history")
        history.register_history(import_module("results.history").leaf_last_year)
        reopening = import_module("appraisal.reopening")
        reopening.register_hold(import_module("results.policies").holding_problems)
        closing = import_module("communes.policies")
        closing.register_closing(import_module("results.policies").closing_problems)
        striving = import_module("communes.striving")
        striving.register_achievements(import_module("results.achievements").recognised_before)

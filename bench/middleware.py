"""Count queries without storing their text."""

from django.db import connection


class _Counter:
    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def count_queries(get_response):
    """Put the number of queries of each response into its `X-Queries` header."""

    def middleware(request):
        counter = _Counter()
        with connection.execute_wrapper(counter):
            response = get_response(request)
        response.headers["X-Queries"] = str(counter.count)
        return response

    return middleware

"""Numbers for Prometheus, without a package for it (docs/decisions/metrics.md).

`values.py` counts across processes, `requests.py` measures requests, `exposed.py` is the list of all else that is told,
and its text format. `members/metrics.py` answers at /metrics.
"""

"""What is for `make drill` alone: it takes minutes, and two web servers, a worker and nginx beside each other."""

import os

collect_ignore = [] if os.environ.get("DRILL") == "full" else ["test_deployment.py", "test_installing.py"]

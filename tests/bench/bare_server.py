"""Serves the view of tests.bench.bare_django as deploy/serve.sh serves the site: at a socket, so many processes."""

import sys

from cicc_site import serving

if __name__ == "__main__":
    door, processes = sys.argv[1:]
    served = serving.server("", 0, door, int(processes), "tests.bench.bare_django:application")
    served.serve(target_loader=serving.load)

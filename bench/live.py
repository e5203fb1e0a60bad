"""Going live: what a simulcast costs and how quickly its slide comes."""

import json
import sys

from bench import simulcast
from bench.tables import Table


def main(seconds: int) -> list[Table]:
    """Return the tables of every part."""
    return [*simulcast.measured(seconds)]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)))

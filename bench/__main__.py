"""`python -m bench`: run every measurement and print its table."""

from __future__ import annotations

from bench import append


def main() -> None:
    print("One append of one point\n")
    print(append.table(append.measure()))


if __name__ == "__main__":
    main()

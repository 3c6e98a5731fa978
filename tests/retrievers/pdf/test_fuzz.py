"""40 mutated PDFs in each run of the tests; ``make fuzz`` reads thousands."""

from tests.benchmarks.fuzz import fuzz


def test_mutated_files_give_documents_or_typed_errors():
    outcomes, faults = fuzz(40, seed=7)
    assert faults == []
    assert outcomes.total() == 40
    assert outcomes["read"] >= 8

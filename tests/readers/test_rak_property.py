"""Random documents with every defect of the real one: the reader must return exactly the plan that survives in them."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers.rak_text import looks_like_rak_text, read_rak
from tests.readers.rak_renderer import Renderer


@settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_the_reader_returns_exactly_what_survives(seed: int) -> None:
    rendered = Renderer(seed)
    truth = rendered.truth
    assert looks_like_rak_text(rendered.data)
    document = read_rak(rendered.data)
    assert document.rows["raw.rak_indikator"] == truth.indikator
    assert document.rows["raw.rak_target"] == truth.target
    assert document.rows["raw.rak_kontribusi"] == truth.kontribusi
    assert sorted((reject.aturan, reject.baris) for reject in document.rejects) == sorted(truth.rejects)
    assert document.rows["raw.rak_dokumen"][0].total_deklarasi == str(truth.total)

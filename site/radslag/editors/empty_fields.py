"""Fields of blocks that were added after a page was written have no value there (None), and wagtail-localize stops at them."""

from typing import Any

from wagtail.blocks import Block
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor


def let_empty_fields_be() -> None:
    """From now on there is nothing to translate in a field without a value (wagtail-localize 1.14: TypeError)."""
    original = StreamFieldSegmentExtractor.handle_block

    def handle_block(
        self: StreamFieldSegmentExtractor, block_type: Block, block_value: Any, raw_value: Any = None
    ) -> list[Any]:
        if block_value is None:
            return []
        found: list[Any] = original(self, block_type, block_value, raw_value=raw_value)
        return found

    StreamFieldSegmentExtractor.handle_block = handle_block

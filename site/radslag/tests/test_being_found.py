"""What search engines read of a page."""

import json
import re

from radslag.for_programs.being_found import data_block


def test_no_text_of_a_page_can_leave_its_block_of_data():
    block = data_block([{"@type": "Article", "headline": "</script><script>alert(1)</script> & <!--"}])
    inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', block)
    assert not set("<>&") & set(inside[1])
    assert json.loads(inside[1])["@graph"][0]["headline"] == "</script><script>alert(1)</script> & <!--"


def test_a_page_without_facts_has_no_block():
    assert data_block([]) == ""

# Awaited sleeps right before an assertion, with nothing in sight that was started: less than certain, and said so.
import asyncio


async def test_what_the_subject_does_meanwhile(panel):
    panel.value = 3
    panel.refresh()
    await asyncio.sleep(0.1)  # expect: sleep-as-sync [panel.text == '3'] (information)
    assert panel.text == '3'


async def test_one_turn_of_the_loop(panel):
    panel.refresh()
    await asyncio.sleep(0.01)
    assert panel.text == '3'


async def test_nothing_must_have_happened(panel):
    panel.refresh()
    await asyncio.sleep(0.1)
    assert not panel.text


async def test_cache_by_its_clock(cache):
    await cache.add('key', 1, ttl=0.1)
    await asyncio.sleep(0.2)
    assert cache.size == 0


async def test_requests_at_a_slow_pace(client):
    await client.create()
    await asyncio.sleep(1)
    assert await client.rename('new')


async def test_nothing_was_done_before(value):
    await asyncio.sleep(1)
    assert value > 0


async def answer_too_late(scope, receive, send):
    await send({'status': 200})
    await asyncio.sleep(1.0)  # Allow triggering a read timeout.
    await send({'body': b'late'})

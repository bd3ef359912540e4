# Work that is set going by a plain function, or by a method whose name has the word in its middle.
import time

from tests.support import post_routes, send_signal_to_arbiter, spawn_worker


def test_function_that_sends(workers):
    send_signal_to_arbiter('TTIN')
    time.sleep(2)  # expect: sleep-as-sync [send_signal_to_arbiter()]
    assert workers.count() == 4


def test_method_with_the_word_within(master, server):
    server.mocked_send('client_ready')
    time.sleep(1)  # expect: sleep-as-sync [server.mocked_send()]
    assert len(master.clients) == 1


def test_private_method(client, server):
    client._publish_all(['a', 'b'])
    time.sleep(0.5)  # expect: sleep-as-sync [client._publish_all()]
    assert server.received == 2


def test_function_that_posts(cluster):
    post_routes('127.0.0.1', ['a'])
    time.sleep(1)  # expect: sleep-as-sync [post_routes()]
    assert cluster.routes == ['a']


def test_what_only_sounds_like_it(cluster):
    assert_sent = cluster.is_sent_by('a')
    was = cluster.make_post_body()
    time.sleep(1)
    assert cluster.routes == [assert_sent, was]

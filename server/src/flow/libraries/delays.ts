/** Calls that let time pass. One row a call. */
import type { Effect, EffectTable } from '../effects.ts';

const blocking = (index = 0, keyword = 'secs'): Effect => ({
    kind: 'delay',
    seconds: { index, keyword },
    perSecond: 1,
    isAsync: false,
    cooperative: false,
});
const green = (): Effect => ({
    kind: 'delay',
    seconds: { index: 0, keyword: 'seconds' },
    perSecond: 1,
    isAsync: false,
    cooperative: true,
});
const awaited = (): Effect => ({
    kind: 'delay',
    seconds: { index: 0, keyword: 'delay' },
    perSecond: 1,
    isAsync: true,
    cooperative: true,
});
const milliseconds = (isAsync = false): Effect => ({
    kind: 'delay',
    seconds: { index: 0, keyword: 'timeout' },
    perSecond: 1000,
    isAsync,
    cooperative: true,
});

export const DELAYS: EffectTable = {
    'time.sleep': blocking(),
    'eventlet.sleep': green(),
    'eventlet.greenthread.sleep': green(),
    'gevent.sleep': green(),
    'asyncio.sleep': awaited(),
    'asyncio.tasks.sleep': awaited(),
    'anyio.sleep': awaited(),
    'trio.sleep': awaited(),
    'curio.sleep': awaited(),
    'tornado.gen.sleep': awaited(),
    'fixture:page.wait_for_timeout': milliseconds(),
    'fixture:qtbot.wait': milliseconds(),
    'PyQt5.QtTest.QTest.qWait': milliseconds(),
    'PyQt6.QtTest.QTest.qWait': milliseconds(),
    'PySide2.QtTest.QTest.qWait': milliseconds(),
    'PySide6.QtTest.QTest.qWait': milliseconds(),
    'qtpy.QtTest.QTest.qWait': milliseconds(),
};

/** Methods that nothing else has, whatever the receiver is called: Playwright's `self.page.wait_for_timeout`. */
export const DELAY_METHODS: EffectTable = { wait_for_timeout: milliseconds() };

/** A sleep that another module passes on: `project.utils.eventlet.sleep`. */
const PASSED_ON = /(?:^|\.)((?:time|asyncio|eventlet|gevent|anyio|trio)\.sleep)$/;

/**
 * The delay that a call of an imported `sleep` is, where the import does not say whose it is: a project's own
 * `sleep` sleeps too, for as long as its first argument says.
 */
export function importedSleep(origin: string, isBareName: boolean): Effect | undefined {
    const passedOn = PASSED_ON.exec(origin)?.[1];
    if (passedOn !== undefined) return DELAYS[passedOn];
    return isBareName && /^[\w.]+\.sleep$/.test(origin) ? blocking() : undefined;
}

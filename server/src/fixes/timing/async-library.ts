/** Which library's event loop a coroutine of a test runs on. */
import type { Body } from '../../flow/timeline.ts';
import type { ModuleModel } from '../../model/module.ts';
import type { Place } from '../place.ts';

export type AsyncLibrary = 'asyncio' | 'anyio' | 'trio';

/** How each library runs a blocking call in a thread, and whether it passes keyword arguments on. */
export const TO_THREAD: Readonly<
    Record<AsyncLibrary, { readonly member: string; readonly tail: string; readonly keywords: boolean }>
> = {
    asyncio: { member: 'to_thread', tail: '', keywords: true },
    anyio: { member: 'to_thread', tail: '.run_sync', keywords: false },
    trio: { member: 'to_thread', tail: '.run_sync', keywords: false },
};

const LIBRARIES = ['trio', 'anyio', 'asyncio'] as const satisfies readonly AsyncLibrary[];

/** Marks and decorators by which a runner is chosen. */
const MARKS: readonly (readonly [AsyncLibrary, RegExp])[] = [
    ['trio', /\bmark\.trio\b|\btrio_test\b/],
    ['anyio', /\bmark\.anyio\b/],
    ['asyncio', /\bmark\.asyncio\b|\bgen_test\b|\bgen_cluster\b/],
];
const ASYNCIO_CASE = /(^|\.)(IsolatedAsyncioTestCase|AioHTTPTestCase|AsyncTestCase|AsyncHTTPTestCase)$/;

/**
 * The library that a body awaits, else the one that its marks, its class or the file's imports name.
 *
 * @returns `undefined` where it runs on another loop, such as Twisted's reactor
 */
export function asyncLibrary(body: Body, place: Place): AsyncLibrary | undefined {
    const { timeline, module, unit, facts } = place;
    const calls = [
        ...body.steps.flatMap(s => s.calls),
        ...timeline.calls.filter(c => c.step.body.isAsync && c.awaited),
    ];
    const awaited = LIBRARIES.find(library => calls.some(c => c.origin?.startsWith(`${library}.`)));
    if (awaited) return awaited;
    const head = unit.text.slice(0, timeline.fn.nameSpan.start);
    const marked = MARKS.find(([, mark]) => mark.test(head))?.[0];
    if (marked) return marked;
    if (unit.cls && facts.resolver.baseNames(unit.cls).some(b => ASYNCIO_CASE.test(b))) return 'asyncio';
    const wide = MARKS.find(([, mark]) =>
        module.statements.some(s => s.text.startsWith('pytestmark') && mark.test(s.text)),
    );
    return wide?.[0] ?? importedLibrary(module);
}

function importedLibrary(module: ModuleModel): AsyncLibrary | undefined {
    const roots = new Set([...module.imports].map(name => name.split('.', 1)[0] ?? name));
    const found = LIBRARIES.filter(library => roots.has(library));
    if (found.length === 0) return roots.has('twisted') || roots.has('curio') ? undefined : 'asyncio';
    return found.includes('asyncio') ? 'asyncio' : found.includes('anyio') ? 'anyio' : found[0];
}

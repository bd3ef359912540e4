/** Python text for an abstract program: the same steps, started and shared in different ways. */
import type { Abstract, Op } from './abstract.ts';
import {
    EVENTLET,
    type Flavour,
    GEVENT,
    type ObjectKind,
    PROCESSES,
    TASKS,
    THREADS,
    TRIO,
} from './flavours.ts';

export interface Sharing {
    readonly name: string;
    readonly where: 'closure' | 'self' | 'module' | 'argument';
    /** The workers' write is a read-modify-write. */
    readonly updates: boolean;
    /** It reads in one statement and writes in another. */
    readonly splits?: true;
    /** Only for this way to run, or for all but threads too. */
    readonly only?: readonly Flavour['name'][];
    readonly made: string;
    readonly write: readonly string[];
    /** Named in `nonlocal` or `global` by whoever writes. */
    readonly outer?: string;
    readonly read: (workers: number) => readonly string[];
    readonly count: string;
}

/** What the shared thing is called and how it is written and read. */
export const SHARINGS: readonly Sharing[] = [
    list('a list in a closure', 'closure', 'results'),
    list('a list on self', 'self', 'self.results'),
    list('a list of the module', 'module', 'RESULTS'),
    list('a list as argument', 'argument', 'results'),
    {
        name: 'a dict in a closure',
        where: 'closure',
        updates: false,
        made: 'state = {}',
        write: ["state['done'] = True"],
        read: () => ["assert state['done']"],
        count: 'len(state)',
    },
    {
        name: 'nonlocal',
        where: 'closure',
        updates: false,
        made: 'value = None',
        outer: 'value',
        write: ["value = 'done'"],
        read: () => ["assert value == 'done'"],
        count: "(value == 'done')",
    },
    {
        name: 'an attribute of self',
        where: 'self',
        updates: false,
        made: 'self.value = None',
        write: ["self.value = 'done'"],
        read: () => ["self.assertEqual(self.value, 'done')"],
        count: "(self.value == 'done')",
    },
    {
        name: 'a list by way of a copy',
        where: 'closure',
        updates: false,
        made: 'results = []',
        write: ['results.append(1)'],
        read: n => ['seen = len(results)', `assert seen == ${n}`],
        count: 'len(results)',
    },
    {
        name: 'the record of a mock',
        where: 'closure',
        updates: false,
        made: 'callback = mock.Mock()',
        write: ['callback(1)'],
        read: n => [n === 1 ? 'callback.assert_called_once_with(1)' : `assert callback.call_count == ${n}`],
        count: 'callback.call_count',
    },
    {
        name: 'an attribute of an object',
        where: 'closure',
        updates: false,
        made: 'box = types.SimpleNamespace(value=None)',
        write: ["box.value = 'done'"],
        read: () => ["assert box.value == 'done'"],
        count: "(box.value == 'done')",
    },
    {
        name: 'a nonlocal counter',
        where: 'closure',
        updates: true,
        made: 'count = 0',
        outer: 'count',
        write: ['count += 1'],
        read: n => [`assert count == ${n}`],
        count: 'count',
    },
    {
        name: 'a counter, written out',
        where: 'closure',
        updates: true,
        made: 'count = 0',
        outer: 'count',
        write: ['count = count + 1'],
        read: n => [`assert count == ${n}`],
        count: 'count',
    },
    {
        name: 'a counter on self',
        where: 'self',
        updates: true,
        made: 'self.count = 0',
        write: ['self.count += 1'],
        read: n => [`self.assertEqual(self.count, ${n})`],
        count: 'self.count',
    },
    {
        name: 'a counter in a dict',
        where: 'closure',
        updates: true,
        made: "state = {'n': 0}",
        write: ["state['n'] += 1"],
        read: n => [`assert state['n'] == ${n}`],
        count: "state['n']",
    },
    {
        name: 'a counter by way of a copy',
        where: 'closure',
        updates: true,
        splits: true,
        made: 'count = 0',
        outer: 'count',
        write: ['value = count', 'count = value + 1'],
        read: n => [`assert count == ${n}`],
        count: 'count',
    },
    {
        name: 'a value of all processes',
        where: 'closure',
        updates: true,
        only: ['process'],
        made: "total = multiprocessing.Value('i', 0)",
        write: ['total.value += 1'],
        read: n => [`assert total.value == ${n}`],
        count: 'total.value',
    },
    {
        name: 'a counter of the module',
        where: 'module',
        updates: true,
        made: 'TOTAL = 0',
        outer: 'TOTAL',
        write: ['TOTAL += 1'],
        read: n => [`assert TOTAL == ${n}`],
        count: 'TOTAL',
    },
];

function list(name: string, where: Sharing['where'], variable: string): Sharing {
    return {
        name,
        where,
        updates: false,
        made: `${variable} = []`,
        write: [`${variable}.append(1)`],
        read: n => [
            where === 'self' ? `self.assertEqual(len(${variable}), ${n})` : `assert len(${variable}) == ${n}`,
        ],
        count: `len(${variable})`,
    };
}

export interface Spawn {
    readonly name: string;
    /** Where the worker is written. */
    readonly where: 'nested' | 'method' | 'module' | 'class' | 'inline';
    /** The lines that start all workers; `targets` holds one callable for each, `args` what it is passed. */
    readonly start: (targets: readonly string[], args: string) => readonly string[];
    readonly join: (n: number, i: number, timeout: string | undefined) => readonly string[];
    /** Asserts that a join in time was in time. */
    readonly check?: (i: number) => string;
    /** Everything from the start on stands in this block. */
    readonly block?: string;
    readonly isAsync?: true;
    /** Left out: threads. */
    readonly flavour?: Flavour;
    /** Its waits raise when the time is up. */
    readonly raises?: true;
    /** Ends with the start: nothing else can stand between. */
    readonly joinsAtOnce?: true;
}

const tuple = (args: string) => (args === '' ? '' : `, args=(${args},)`);
const thread = (target: string, args: string) => `threading.Thread(target=${target}${tuple(args)})`;
const joinThread: Spawn['join'] = (_, i, timeout) => [
    `thread_${i}.join(${timeout === undefined ? '' : `timeout=${timeout}`})`,
];
const isDead = (i: number) => `assert not thread_${i}.is_alive()`;
const each = (targets: readonly string[], lines: (target: string, i: number) => readonly string[]) =>
    targets.flatMap(lines);

export const SPAWNS: readonly Spawn[] = [
    {
        name: 'thread',
        where: 'nested',
        start: (targets, args) =>
            each(targets, (t, i) => [`thread_${i} = ${thread(t, args)}`, `thread_${i}.start()`]),
        join: joinThread,
        check: isDead,
    },
    {
        name: 'threads in a list',
        where: 'nested',
        start: (targets, args) => [
            targets.length > 1 && new Set(targets).size === 1
                ? `threads = [${thread(targets[0] ?? '', args)} for _ in range(${targets.length})]`
                : `threads = [${targets.map(t => thread(t, args)).join(', ')}]`,
            'for thread in threads:',
            '    thread.start()',
        ],
        join: (_, i, timeout) =>
            i > 0
                ? []
                : [
                      'for thread in threads:',
                      `    thread.join(${timeout === undefined ? '' : `timeout=${timeout}`})`,
                  ],
    },
    {
        name: 'threads from a loop',
        where: 'nested',
        start: (targets, args) =>
            new Set(targets).size > 1
                ? []
                : [
                      'threads = []',
                      `for _ in range(${targets.length}):`,
                      `    thread = ${thread(targets[0] ?? '', args)}`,
                      '    threads.append(thread)',
                      '    thread.start()',
                  ],
        join: (_, i, timeout) =>
            i > 0
                ? []
                : [
                      'for thread in threads:',
                      `    thread.join(${timeout === undefined ? '' : `timeout=${timeout}`})`,
                  ],
    },
    {
        name: 'lambda',
        where: 'nested',
        start: (targets, args) =>
            each(targets, (t, i) => [
                `thread_${i} = threading.Thread(target=lambda: ${t}(${args}))`,
                `thread_${i}.start()`,
            ]),
        join: joinThread,
        check: isDead,
    },
    {
        name: 'partial',
        where: 'nested',
        start: (targets, args) =>
            each(targets, (t, i) => [
                `thread_${i} = threading.Thread(target=functools.partial(${[t, args].filter(x => x !== '').join(', ')}))`,
                `thread_${i}.start()`,
            ]),
        join: joinThread,
        check: isDead,
    },
    {
        name: 'method',
        where: 'method',
        start: (targets, args) =>
            each(targets, (t, i) => [`thread_${i} = ${thread(`self.${t}`, args)}`, `thread_${i}.start()`]),
        join: joinThread,
        check: isDead,
    },
    {
        name: 'function of the module',
        where: 'module',
        start: (targets, args) =>
            each(targets, (t, i) => [`thread_${i} = ${thread(t, args)}`, `thread_${i}.start()`]),
        join: joinThread,
        check: isDead,
    },
    {
        name: 'subclass of Thread',
        where: 'class',
        start: targets => each(targets, (t, i) => [`thread_${i} = ${t}()`, `thread_${i}.start()`]),
        join: joinThread,
        check: isDead,
    },
    {
        name: 'timer',
        where: 'nested',
        start: (targets, args) =>
            each(targets, (t, i) => [
                `thread_${i} = threading.Timer(0.01, ${t}${tuple(args)})`,
                `thread_${i}.start()`,
            ]),
        join: joinThread,
        check: isDead,
    },
    {
        name: 'executor',
        where: 'nested',
        start: (targets, args) => [
            'pool = ThreadPoolExecutor()',
            ...each(targets, (t, i) => [
                `future_${i} = pool.submit(${[t, args].filter(x => x !== '').join(', ')})`,
            ]),
        ],
        join: (_, i, timeout) => [`future_${i}.result(${timeout === undefined ? '' : `timeout=${timeout}`})`],
        raises: true,
    },
    {
        name: 'pool',
        where: 'nested',
        block: 'with ThreadPoolExecutor() as pool:',
        start: (targets, args) => [
            `futures = [${targets.map(t => `pool.submit(${[t, args].filter(x => x !== '').join(', ')})`).join(', ')}]`,
        ],
        join: (_, i, timeout) =>
            i > 0
                ? []
                : [
                      'for future in as_completed(futures):',
                      `    future.result(${timeout === undefined ? '' : `timeout=${timeout}`})`,
                  ],
        raises: true,
    },
    {
        name: 'single pool',
        where: 'nested',
        block: 'with ThreadPoolExecutor(max_workers=1) as pool:',
        start: (targets, args) =>
            each(targets, (t, i) => [
                `future_${i} = pool.submit(${[t, args].filter(x => x !== '').join(', ')})`,
            ]),
        join: (_, i, timeout) => [`future_${i}.result(${timeout === undefined ? '' : `timeout=${timeout}`})`],
        raises: true,
    },
    {
        name: 'map',
        where: 'nested',
        block: 'with ThreadPoolExecutor() as pool:',
        start: (targets, args) =>
            args !== '' || new Set(targets).size > 1
                ? []
                : [`pool.map(lambda _: ${targets[0]}(), range(${targets.length}))`],
        join: () => [],
    },
    {
        name: 'run_in_executor',
        where: 'nested',
        isAsync: true,
        start: (targets, args) => [
            'loop = asyncio.get_running_loop()',
            ...each(targets, (t, i) => [
                `future_${i} = loop.run_in_executor(None, ${[t, args].filter(x => x !== '').join(', ')})`,
            ]),
        ],
        join: (_, i, timeout) =>
            timeout === undefined
                ? [`await future_${i}`]
                : [`await asyncio.wait_for(future_${i}, timeout=${timeout})`],
        raises: true,
    },
    {
        name: 'to_thread',
        where: 'nested',
        isAsync: true,
        joinsAtOnce: true,
        start: (targets, args) => [
            `await asyncio.gather(${targets.map(t => `asyncio.to_thread(${[t, args].filter(x => x !== '').join(', ')})`).join(', ')})`,
        ],
        join: () => [],
    },
    {
        name: 'task',
        where: 'nested',
        isAsync: true,
        flavour: TASKS,
        start: (targets, args) => each(targets, (t, i) => [`task_${i} = asyncio.create_task(${t}(${args}))`]),
        join: (_, i) => [`await task_${i}`],
        raises: true,
    },
    {
        name: 'tasks in a list',
        where: 'nested',
        isAsync: true,
        flavour: TASKS,
        start: (targets, args) => [
            `tasks = [${targets.map(t => `asyncio.create_task(${t}(${args}))`).join(', ')}]`,
        ],
        join: (_, i) => (i > 0 ? [] : ['await asyncio.gather(*tasks)']),
        raises: true,
    },
    {
        name: 'task group',
        where: 'nested',
        isAsync: true,
        flavour: TASKS,
        block: 'async with asyncio.TaskGroup() as group:',
        start: (targets, args) => each(targets, t => [`group.create_task(${t}(${args}))`]),
        join: () => [],
        raises: true,
    },
    {
        name: 'gather',
        where: 'nested',
        isAsync: true,
        joinsAtOnce: true,
        flavour: TASKS,
        start: (targets, args) => [`await asyncio.gather(${targets.map(t => `${t}(${args})`).join(', ')})`],
        join: () => [],
    },
    {
        name: 'nursery',
        where: 'nested',
        isAsync: true,
        flavour: TRIO,
        block: 'async with trio.open_nursery() as nursery:',
        start: (targets, args) =>
            each(targets, t => [`nursery.start_soon(${[t, args].filter(x => x !== '').join(', ')})`]),
        join: () => [],
        raises: true,
    },
    {
        name: 'greenlet of eventlet',
        where: 'nested',
        flavour: EVENTLET,
        start: (targets, args) =>
            each(targets, (t, i) => [
                `thread_${i} = eventlet.spawn(${[t, args].filter(x => x !== '').join(', ')})`,
            ]),
        join: (_, i) => [`thread_${i}.wait()`],
        raises: true,
    },
    {
        name: 'pool of eventlet',
        where: 'nested',
        flavour: EVENTLET,
        start: (targets, args) => [
            'pool = eventlet.GreenPool()',
            ...each(targets, t => [`pool.spawn(${[t, args].filter(x => x !== '').join(', ')})`]),
        ],
        join: (_, i) => (i > 0 ? [] : ['pool.waitall()']),
        raises: true,
    },
    {
        name: 'greenlet of gevent',
        where: 'nested',
        flavour: GEVENT,
        start: (targets, args) =>
            each(targets, (t, i) => [
                `job_${i} = gevent.spawn(${[t, args].filter(x => x !== '').join(', ')})`,
            ]),
        join: (n, i) =>
            i > 0 ? [] : [`gevent.joinall([${Array.from({ length: n }, (_, k) => `job_${k}`).join(', ')}])`],
        raises: true,
    },
    {
        name: 'process',
        where: 'nested',
        flavour: PROCESSES,
        start: (targets, args) =>
            each(targets, (t, i) => [
                `process_${i} = multiprocessing.Process(target=${t}${tuple(args)})`,
                `process_${i}.start()`,
            ]),
        join: (_, i, timeout) => [`process_${i}.join(${timeout === undefined ? '' : `timeout=${timeout}`})`],
        check: i => `assert not process_${i}.is_alive()`,
    },
];

const HEAD = `import asyncio
import functools
import queue
import threading
import time
import types
import unittest
from concurrent.futures import ThreadPoolExecutor, as_completed
from unittest import mock

`;

/** `undefined` if this way to start cannot share or wait like that. */
export function print(program: Abstract, spawn: Spawn, sharing: Sharing): string | undefined {
    const n = program.workers.length;
    const ofSelf = sharing.where === 'self';
    if (spawn.where === 'method' && sharing.where !== 'self' && sharing.where !== 'module') return undefined;
    if (spawn.where === 'module' && sharing.where !== 'module' && sharing.where !== 'argument')
        return undefined;
    if (spawn.where === 'class' && sharing.where !== 'closure' && sharing.where !== 'module')
        return undefined;
    if (sharing.where === 'argument' && spawn.where === 'method') return undefined;
    const same = program.workers.every(w => JSON.stringify(w) === JSON.stringify(program.workers[0]));
    const prefix = spawn.where === 'method' ? 'self.' : '';
    const flavour = spawn.flavour ?? THREADS;
    if (waits(program, spawn) === undefined || !isUsable(program, flavour)) return undefined;
    const names = program.workers
        .map((_, i) => (same ? 'worker' : `worker_${i}`))
        .map(name => (spawn.where === 'class' ? `${name[0]?.toUpperCase()}${name.slice(1)}` : name));
    const args = sharing.where === 'argument' ? (sharing.made.split(' ')[0] ?? '') : '';
    const start = spawn.start(names, args);
    if (start.length === 0) return undefined;

    const main = program.main.flatMap(op => lines(op));
    const exit = program.main.findIndex(op => op.op === 'join' && op.how === 'exit');
    const inBlock = exit === -1 ? main : program.main.slice(0, exit).flatMap(op => lines(op));
    const behind = exit === -1 ? [] : program.main.slice(exit + 1).flatMap(op => lines(op));
    const body = spawn.block ? [spawn.block, ...indent(inBlock), ...behind] : main;
    const workers = [...new Set(names)].flatMap((name, i) => worker(name, program.workers[i] ?? []));
    const made = [
        sharing.made,
        ...objects(program, flavour).map(([name, value]) => `${prefix}${name} = ${value}`),
    ];
    const helpers = program.main.some(op => op.op === 'join' && op.how === 'helper')
        ? [
              'def wait_for(things):',
              '    for thing in things:',
              `        thing.${spawn.raises ? 'result' : 'join'}()`,
              '',
              '',
          ]
        : [];
    const atModule = spawn.where === 'module' || sharing.where === 'module';
    const definition = `${spawn.isAsync ? 'async ' : ''}def test_it(${ofSelf || prefix ? 'self' : ''}):`;
    if (spawn.where === 'module') {
        const shared = sharing.where === 'module' ? made : made.slice(1);
        const local = sharing.where === 'module' ? [] : made.slice(0, 1);
        return file([
            ...helpers,
            ...shared,
            '',
            '',
            ...workers,
            '',
            '',
            definition,
            ...indent([...local, ...body]),
        ]);
    }
    const own = sharing.where === 'module' ? made.slice(1) : made;
    const shared = atModule ? [made[0] ?? '', '', ''] : [];
    const nested = spawn.where === 'method' ? [] : workers;
    const inside = [...own, '', ...nested, '', ...body];
    if (!ofSelf && !prefix) return file([...helpers, ...shared, definition, ...indent(inside)]);
    const methods = spawn.where === 'method' ? workers : [];
    return file([
        ...helpers,
        ...shared,
        'class TestIt(unittest.TestCase):',
        ...indent([...methods, '', definition, ...indent(inside)]),
    ]);

    function file(text: readonly string[]): string {
        return `${[...flavour.imports, HEAD].join('\n')}\n${text.join('\n').replace(/\n{4,}/g, '\n\n\n')}\n`;
    }

    function worker(name: string, ops: readonly Op[]): string[] {
        const scope = sharing.where === 'module' ? 'global' : 'nonlocal';
        const outer = sharing.outer ? [`${scope} ${sharing.outer}`] : [];
        const text = indent([...outer, ...block(ops)]);
        if (spawn.where === 'class')
            return [`class ${name}(threading.Thread):`, ...indent([`def run(self):`, ...text]), ''];
        const params = [spawn.where === 'method' ? 'self' : '', args].filter(x => x !== '').join(', ');
        return [`${flavour.block}def ${name}(${params}):`, ...text, ''];
    }

    /** Steps as text; what stands between a lock and its release is indented. */
    function block(ops: readonly Op[]): string[] {
        const [first, ...rest] = ops;
        if (!first) return [];
        if (first.op === 'lock' && first.style === 'with') {
            const end = rest.findIndex(op => op.op === 'unlock');
            return [
                `${flavour.block}with ${prefix}${first.lock}:`,
                ...indent(block(rest.slice(0, end))),
                ...block(rest.slice(end + 1)),
            ];
        }
        return [...lines(first), ...block(rest)];
    }

    function lines(op: Op): readonly string[] {
        switch (op.op) {
            case 'spawn':
                return start;
            case 'join': {
                if (op.how === 'exit') return [];
                if (op.how === 'helper') {
                    if (spawn.name.startsWith('threads')) return ['wait_for(threads)'];
                    if (spawn.name === 'pool') return ['wait_for(futures)'];
                    const handle = spawn.raises ? 'future' : 'thread';
                    return [`wait_for([${program.workers.map((_, i) => `${handle}_${i}`).join(', ')}])`];
                }
                const timeout = op.timed ? '5' : undefined;
                return program.workers.flatMap((_, i) => [
                    ...spawn.join(n, i, timeout),
                    ...(op.timed === 'checked' && spawn.check ? [spawn.check(i)] : []),
                ]);
            }
            case 'read':
                return sharing.read(n);
            case 'write':
            case 'update':
                return sharing.write;
            case 'split':
                return sharing.write
                    .flatMap((line, i) => (i > 0 ? [flavour.pause, line] : [line]))
                    .flatMap(line => line ?? []);
            case 'pause':
                return flavour.pause === undefined ? [] : [flavour.pause];
            case 'set':
                return [`${prefix}${op.object}.${flavour.set}()`];
            case 'wait': {
                const call = `${flavour.wait}${prefix}${op.object}.wait(${op.timed ? 'timeout=5' : ''})`;
                return [op.timed === 'checked' ? `assert ${call}` : call];
            }
            case 'notify':
                return [
                    `with ${prefix}condition:`,
                    `    ${prefix}ready.append(1)`,
                    `    ${prefix}condition.notify_all()`,
                ];
            case 'predicate':
                return op.how === 'wait_for'
                    ? [`with ${prefix}condition:`, `    ${prefix}condition.wait_for(lambda: ${prefix}ready)`]
                    : [
                          `with ${prefix}condition:`,
                          `    while not ${prefix}ready:`,
                          `        ${prefix}condition.wait()`,
                      ];
            case 'put':
                return [`${flavour.wait}${prefix}${op.object}.put(1)`];
            case 'get':
                return Array.from({ length: op.times }, () =>
                    flavour === THREADS || flavour === PROCESSES
                        ? `${prefix}${op.object}.get(timeout=5)`
                        : `${flavour.wait}${prefix}${op.object}.get()`,
                );
            case 'task-done':
                return [`${prefix}${op.object}.task_done()`];
            case 'drain':
                return [`${flavour.wait}${prefix}${op.object}.join()`];
            case 'release':
                return [`${prefix}${op.object}.release()`];
            case 'acquire':
                return op.times > 1
                    ? [`for _ in range(${op.times}):`, `    ${flavour.wait}${prefix}${op.object}.acquire()`]
                    : [`${flavour.wait}${prefix}${op.object}.acquire()`];
            case 'meet':
                return [`${flavour.wait}${prefix}barrier.wait()`];
            case 'poll': {
                const waiting = `${sharing.count} < ${op.writes}`;
                return op.bounded
                    ? [
                          'for _ in range(500):',
                          `    if not ${waiting}:`,
                          '        break',
                          `    ${flavour.pause ?? 'time.sleep(0.01)'}`,
                      ]
                    : [`while ${waiting}:`, `    ${flavour.pause ?? 'time.sleep(0.01)'}`];
            }
            case 'lock':
                return op.style === 'with'
                    ? [`${flavour.block}with ${prefix}${op.lock}:`]
                    : [`${flavour.wait}${prefix}${op.lock}.acquire()`];
            case 'unlock':
                return op.style === 'with' ? [] : [`${prefix}${op.lock}.release()`];
            case 'sleep':
                return [flavour.pause ?? 'time.sleep(0.1)'];
        }
    }
}

function indent(text: readonly string[]): string[] {
    return text.map(line => (line === '' ? '' : `    ${line}`));
}

/** Which kind of synchroniser a step needs, if any. */
function needed(op: Op): { name: string; kind: ObjectKind } | undefined {
    switch (op.op) {
        case 'set':
        case 'wait':
            return { name: op.object, kind: 'event' };
        case 'notify':
        case 'predicate':
            return { name: 'condition', kind: 'condition' };
        case 'put':
        case 'get':
        case 'drain':
        case 'task-done':
            return { name: op.object, kind: 'queue' };
        case 'release':
        case 'acquire':
            return { name: op.object, kind: 'semaphore' };
        case 'meet':
            return { name: 'barrier', kind: 'barrier' };
        case 'lock':
            return { name: op.lock, kind: 'lock' };
        default:
            return undefined;
    }
}

/** The Events, queues and locks that a program uses, each with how it is made. */
function objects(program: Abstract, flavour: Flavour): [string, string][] {
    const found = new Map<string, string>();
    for (const op of [program.main, ...program.workers].flat()) {
        const object = needed(op);
        const made = object && flavour.objects[object.kind];
        if (made) found.set(object.name, made.replace('PARTIES', String(program.workers.length + 1)));
        if (object?.kind === 'condition') found.set('ready', '[]');
    }
    return [...found];
}

/** Whether there is a synchroniser of this kind for each step; only threads wait with a limit here. */
function isUsable(program: Abstract, flavour: Flavour): boolean {
    return [program.main, ...program.workers].flat().every(op => {
        const object = needed(op);
        if (object && flavour.objects[object.kind] === undefined) return false;
        if (flavour.turns && (op.op === 'wait' || op.op === 'join') && op.timed) return false;
        if (flavour === PROCESSES && (op.op === 'poll' || op.op === 'task-done' || op.op === 'drain'))
            return false;
        return flavour.pause !== undefined || op.op !== 'pause';
    });
}

/** Whether this way to start can wait like that: a pool's futures raise, `gather` waits at once. */
function waits(program: Abstract, spawn: Spawn): true | undefined {
    for (const op of program.main) {
        if (spawn.joinsAtOnce && !/^(spawn|read|join)$/.test(op.op)) return undefined;
        if (op.op !== 'join') continue;
        if (op.how === 'helper' && (spawn.isAsync || spawn.flavour || spawn.name === 'map')) return undefined;
        if (op.timed === 'unchecked' && spawn.raises) return undefined;
        if (op.timed === 'checked' && !spawn.check && !spawn.raises) return undefined;
        if (endsWithBlock(spawn) && op.how !== 'exit' && op !== program.main.at(-1)) return undefined;
        if (op.timed && (spawn.name === 'map' || spawn.joinsAtOnce)) return undefined;
    }
    if (spawn.joinsAtOnce) {
        const read = program.main.findIndex(op => op.op === 'read');
        const join = program.main.findIndex(op => op.op === 'join');
        if (join > read) return undefined;
    }
    return true;
}

/** Its workers cannot be waited for one by one. */
function endsWithBlock({ name }: Spawn): boolean {
    return name === 'map' || name === 'task group' || name === 'nursery';
}

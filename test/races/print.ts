/** Python text for an abstract program: the same steps, started and shared in different ways. */
import type { Abstract, Op } from './abstract.ts';

export interface Sharing {
    readonly name: string;
    readonly where: 'closure' | 'self' | 'module' | 'argument';
    /** The workers' write is a read-modify-write. */
    readonly updates: boolean;
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
    const needs = waits(program, spawn);
    if (needs === undefined) return undefined;
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
    const made = [sharing.made, ...objects(program).map(([name, value]) => `${prefix}${name} = ${value}`)];
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
        return `${HEAD}\n${text.join('\n').replace(/\n{4,}/g, '\n\n\n')}\n`;
    }

    function worker(name: string, ops: readonly Op[]): string[] {
        const scope = sharing.where === 'module' ? 'global' : 'nonlocal';
        const outer = sharing.outer ? [`${scope} ${sharing.outer}`] : [];
        const text = indent([...outer, ...block(ops)]);
        if (spawn.where === 'class')
            return [`class ${name}(threading.Thread):`, ...indent([`def run(self):`, ...text]), ''];
        const params = [spawn.where === 'method' ? 'self' : '', args].filter(x => x !== '').join(', ');
        return [`def ${name}(${params}):`, ...text, ''];
    }

    /** Steps as text; what stands between a lock and its release is indented. */
    function block(ops: readonly Op[]): string[] {
        const [first, ...rest] = ops;
        if (!first) return [];
        if (first.op === 'lock' && first.style === 'with') {
            const end = rest.findIndex(op => op.op === 'unlock');
            return [
                `with ${prefix}${first.lock}:`,
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
            case 'set':
                return [`${prefix}${op.object}.set()`];
            case 'wait': {
                const call = `${prefix}${op.object}.wait(${op.timed ? 'timeout=5' : ''})`;
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
                return [`${prefix}${op.object}.put(1)`];
            case 'get':
                return Array.from({ length: op.times }, () => `${prefix}${op.object}.get(timeout=5)`);
            case 'task-done':
                return [`${prefix}${op.object}.task_done()`];
            case 'drain':
                return [`${prefix}${op.object}.join()`];
            case 'release':
                return [`${prefix}${op.object}.release()`];
            case 'acquire':
                return op.times > 1
                    ? [`for _ in range(${op.times}):`, `    ${prefix}${op.object}.acquire()`]
                    : [`${prefix}${op.object}.acquire()`];
            case 'meet':
                return [`${prefix}barrier.wait()`];
            case 'poll': {
                const waiting = `${sharing.count} < ${op.writes}`;
                return op.bounded
                    ? [
                          'for _ in range(500):',
                          `    if not ${waiting}:`,
                          '        break',
                          '    time.sleep(0.01)',
                      ]
                    : [`while ${waiting}:`, '    time.sleep(0.01)'];
            }
            case 'lock':
                return op.style === 'with'
                    ? [`with ${prefix}${op.lock}:`]
                    : [`${prefix}${op.lock}.acquire()`];
            case 'unlock':
                return op.style === 'with' ? [] : [`${prefix}${op.lock}.release()`];
            case 'sleep':
                return ['time.sleep(0.1)'];
        }
    }
}

function indent(text: readonly string[]): string[] {
    return text.map(line => (line === '' ? '' : `    ${line}`));
}

/** The Events, queues and locks that a program uses, each with how it is made. */
function objects(program: Abstract): [string, string][] {
    const found = new Map<string, string>();
    for (const op of [program.main, ...program.workers].flat()) {
        if (op.op === 'set' || op.op === 'wait') found.set(op.object, 'threading.Event()');
        if (op.op === 'notify' || op.op === 'predicate') {
            found.set('condition', 'threading.Condition()');
            found.set('ready', '[]');
        }
        if (op.op === 'put' || op.op === 'get' || op.op === 'drain' || op.op === 'task-done')
            found.set(op.object, 'queue.Queue()');
        if (op.op === 'release' || op.op === 'acquire') found.set(op.object, 'threading.Semaphore(0)');
        if (op.op === 'meet') found.set('barrier', `threading.Barrier(${program.workers.length + 1})`);
        if (op.op === 'lock') found.set(op.lock, 'threading.Lock()');
    }
    return [...found];
}

/** Whether this way to start can wait like that: a pool's futures raise, `gather` waits at once. */
function waits(program: Abstract, spawn: Spawn): true | undefined {
    for (const op of program.main) {
        if (spawn.joinsAtOnce && !/^(spawn|read|join)$/.test(op.op)) return undefined;
        if (op.op !== 'join') continue;
        if (op.how === 'helper' && (spawn.isAsync || spawn.name === 'map')) return undefined;
        if (op.timed === 'unchecked' && spawn.raises) return undefined;
        if (op.timed === 'checked' && !spawn.check && !spawn.raises) return undefined;
        if (spawn.name === 'map' && op.how !== 'exit' && op !== program.main.at(-1)) return undefined;
        if (op.timed && (spawn.name === 'map' || spawn.joinsAtOnce)) return undefined;
    }
    if (spawn.joinsAtOnce) {
        const read = program.main.findIndex(op => op.op === 'read');
        const join = program.main.findIndex(op => op.op === 'join');
        if (join > read) return undefined;
    }
    return true;
}

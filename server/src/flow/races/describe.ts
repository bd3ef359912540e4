/** The concurrent program of a test as plain data, for people who ask what the analysis sees. */
import type { Span } from '../../base/text.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { FileFacts } from '../context.ts';
import type { Timeline } from '../timeline.ts';
import type { Action, Root } from './program.ts';
import { racesIn } from './races.ts';

export interface DescribedPlace {
    readonly unit: FunctionUnit;
    readonly span: Span;
}

export interface DescribedRaces {
    /** What runs beside what; the test itself comes first. */
    readonly roots: readonly {
        readonly name: string;
        readonly what: Root['what'];
        readonly many: boolean;
        readonly startedAt: DescribedPlace | undefined;
    }[];
    readonly variables: readonly {
        readonly name: string;
        readonly accesses: readonly (DescribedPlace & {
            readonly root: string;
            readonly mode: 'read' | 'write' | 'update';
            readonly locks: readonly string[];
        })[];
    }[];
    /** What starts, tells, and waits, in the order of the program. */
    readonly order: readonly (DescribedPlace & { readonly root: string; readonly what: string })[];
    readonly races: readonly {
        readonly name: string;
        readonly kind: string;
        readonly here: DescribedPlace;
        readonly there: DescribedPlace;
    }[];
}

/** `undefined` if the test starts nothing whose code is in the file. */
export function describeRaces(
    timeline: Timeline,
    facts: FileFacts,
    builds: Parameters<typeof racesIn>[2],
): DescribedRaces | undefined {
    const report = racesIn(timeline, facts, builds);
    if (!report) return undefined;
    const { program, races } = report;
    const names = program.roots.map(nameIn(program.roots));
    const place = ({ unit, span }: Action): DescribedPlace => ({ unit, span });
    const byVariable = new Map<string, DescribedRaces['variables'][number]['accesses'][number][]>();
    for (const [i, root] of program.roots.entries()) {
        for (const action of root.actions) {
            if (action.kind !== 'access') continue;
            const known = byVariable.get(action.variable) ?? [];
            known.push({
                ...place(action),
                root: names[i] ?? root.name,
                mode: action.mode,
                locks: [...action.locks].map(plainName),
            });
            byVariable.set(action.variable, known);
        }
    }
    return {
        roots: program.roots.map(({ what, many, spawnedAt }, i) => ({
            name: names[i] ?? '',
            what,
            many,
            startedAt: spawnedAt && { unit: spawnedAt.unit, span: spawnedAt.span },
        })),
        variables: [...byVariable]
            .filter(([, accesses]) => new Set(accesses.map(a => a.root)).size > 1)
            .map(([variable, accesses]) => ({
                name: program.names.get(variable) ?? plainName(variable),
                accesses,
            })),
        order: program.roots.flatMap((root, i) =>
            root.actions.flatMap(action => {
                const what = describeAction(action, names);
                return what === undefined ? [] : [{ ...place(action), root: names[i] ?? root.name, what }];
            }),
        ),
        races: races.map(({ name, kind, here, there }) => ({
            name,
            kind,
            here: place(here.access),
            there: place(there.access),
        })),
    };
}

/** `worker`, or `worker #2` where several do the same. */
function nameIn(roots: readonly Root[]) {
    return (root: Root): string => {
        const same = roots.filter(r => r.name === root.name);
        return same.length > 1 ? `${root.name} #${same.indexOf(root) + 1}` : root.name;
    };
}

function describeAction(action: Action, names: readonly string[]): string | undefined {
    switch (action.kind) {
        case 'access':
            return undefined;
        case 'yield':
            return action.sure ? 'waits: others run' : 'may wait: others may run';
        case 'spawn':
            return `starts ${names[action.root] ?? 'a worker'}`;
        case 'join':
            return action.roots === undefined
                ? 'may wait for everything that runs'
                : `waits for the end of ${[...action.roots].map(id => names[id] ?? 'a worker').join(', ')}${action.sure ? '' : ', or its timeout'}`;
        case 'signal':
            return `tells ${plainName(action.object)}`;
        case 'await':
            return `waits for ${plainName(action.object)}${action.sure ? '' : ', or its timeout'}`;
        case 'meet':
            return `meets the others at ${plainName(action.object)}`;
    }
}

/** `done` for `event:done@0#2`. */
function plainName(identity: string): string {
    return identity
        .replace(/^(event|item|done|poll):/, '')
        .replace(/[@#:]\w*/g, '')
        .replace(/\(\)$/, '');
}

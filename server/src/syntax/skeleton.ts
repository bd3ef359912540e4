/**
 * A file without its functions: what is left is short, and an edit inside a function does not change it.
 *
 * Where functions were cut out of a class, one `pass` stands in for them, so that the class still has a body.
 */
import type { Scan, ScannedClass, ScannedFunction } from './scan.ts';

const STAND_IN = 'pass';

export interface Skeleton {
    readonly text: string;
    /** Places in the skeleton of the `pass` that stand in for functions. */
    readonly standIns: ReadonlySet<number>;
    /** Functions by the place of their class's keyword in the skeleton; `undefined` for those of the module. */
    readonly functions: ReadonlyMap<number | undefined, readonly ScannedFunction[]>;
    /** The place in the file of a place in the skeleton. */
    readonly toFile: (offset: number) => number;
}

/** @param text the whole file, of which `scan` was made */
export function cutFunctions(text: string, { functions }: Scan): Skeleton {
    const parts: string[] = [];
    // Stretch k begins at `inSkeleton[k]` and at `inFile[k]`.
    const inSkeleton: number[] = [];
    const inFile: number[] = [];
    const standIns = new Set<number>();
    const filled = new Set<ScannedClass>();
    let length = 0;
    let copied = 0;
    const add = (part: string, from: number) => {
        inSkeleton.push(length);
        inFile.push(from);
        parts.push(part);
        length += part.length;
    };
    for (const fn of functions) {
        add(text.slice(copied, fn.start), copied);
        if (fn.owner && !filled.has(fn.owner)) {
            filled.add(fn.owner);
            standIns.add(length);
            add(STAND_IN, fn.start);
        }
        copied = fn.end;
    }
    add(text.slice(copied), copied);

    const byClass = new Map<number | undefined, ScannedFunction[]>();
    const places = new Map<ScannedClass, number>();
    let stretch = 0;
    const placeOf = (cls: ScannedClass) => {
        let place = places.get(cls);
        if (place === undefined) {
            // Classes come in the order of the text, as far as they hold functions of their own.
            if ((inFile[stretch] ?? 0) > cls.keyword) stretch = 0;
            while ((inFile[stretch + 1] ?? Number.POSITIVE_INFINITY) <= cls.keyword) stretch++;
            place = cls.keyword - (inFile[stretch] ?? 0) + (inSkeleton[stretch] ?? 0);
            places.set(cls, place);
        }
        return place;
    };
    for (const fn of functions) {
        const key = fn.owner && placeOf(fn.owner);
        const known = byClass.get(key);
        if (known) known.push(fn);
        else byClass.set(key, [fn]);
    }
    return {
        text: parts.join(''),
        standIns,
        functions: byClass,
        toFile(offset) {
            let low = 0;
            let high = inSkeleton.length;
            while (high - low > 1) {
                const middle = (low + high) >> 1;
                if ((inSkeleton[middle] ?? 0) <= offset) low = middle;
                else high = middle;
            }
            const start = inFile[low] ?? 0;
            return standIns.has(inSkeleton[low] ?? -1) && (inSkeleton[low] ?? 0) + STAND_IN.length > offset
                ? start
                : offset - (inSkeleton[low] ?? 0) + start;
        },
    };
}

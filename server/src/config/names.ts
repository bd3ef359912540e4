/** Answers a misspelt name with the right one. */

/** The edit distance in which two swapped neighbours count as one edit. */
function distance(a: string, b: string): number {
    let previous: number[] = [];
    let current = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
        const beforePrevious = previous;
        previous = current;
        current = [i];
        for (let j = 1; j <= b.length; j++) {
            const same = a[i - 1] === b[j - 1];
            let best = Math.min(
                (previous[j] ?? 0) + 1,
                (current[j - 1] ?? 0) + 1,
                (previous[j - 1] ?? 0) + (same ? 0 : 1),
            );
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
                best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
            }
            current.push(best);
        }
    }
    return current[b.length] ?? 0;
}

function normalise(name: string): string {
    return name.toLowerCase().replace(/[_\s]/g, '-');
}

/** The known name that `name` was most likely meant to be; `undefined` where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
    const wanted = normalise(name);
    let best: string | undefined;
    let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
    for (const candidate of known) {
        const d = distance(wanted, normalise(candidate));
        if (d < bestDistance) {
            best = candidate;
            bestDistance = d;
        }
    }
    return best;
}

/** ` Did you mean "x"?`, or where no name is near, what there is if that is short enough to list. */
export function suggestion(name: string, known: readonly string[]): string {
    const near = nearestName(name, known);
    if (near !== undefined) return ` Did you mean "${near}"?`;
    return known.length > 0 && known.length <= 12 ? ` There is ${known.join(', ')}.` : '';
}

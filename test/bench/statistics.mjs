/** Figures about figures. */

/** The value below which the given part of the numbers lies (nearest rank); NaN for none. */
export function quantile(numbers, part) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** @returns {{ min: number, median: number, p95: number, max: number, count: number }} */
export function summarise(numbers) {
    return {
        min: quantile(numbers, 0),
        median: quantile(numbers, 0.5),
        p95: quantile(numbers, 0.95),
        max: quantile(numbers, 1),
        count: numbers.length,
    };
}

/** A generator of numbers in [0, 1) that is the same in every run (mulberry32). */
export function seeded(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

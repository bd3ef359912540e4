/** The lockfiles serve every machine, not only the one on which they were written. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Locked {
    readonly resolved?: string;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe.each(['package-lock.json', 'docs/package-lock.json'])('%s', path => {
    const { packages } = JSON.parse(readFileSync(path, 'utf8')) as {
        packages: Readonly<Record<string, Locked>>;
    };

    it('locks the optional packages of all platforms, without which `npm ci` refuses to install', () => {
        const locked = new Set(Object.keys(packages).map(name => name.split('node_modules/').at(-1)));
        const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
            Object.keys(optionalDependencies)
                .filter(optional => !locked.has(optional))
                .map(optional => `${name} needs ${optional}`),
        );
        expect(missing).toEqual([]);
    });

    it('names no registry', () => {
        expect(Object.values(packages).filter(p => p.resolved !== undefined)).toEqual([]);
    });
});

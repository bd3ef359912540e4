/** The lockfile serves every machine, not only the one on which it was written. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Locked {
    readonly resolved?: string;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Readonly<Record<string, Locked>>;
};

it('locks the optional packages of all platforms, without which `npm ci` refuses to install', () => {
    const locked = new Set(Object.keys(lock.packages).map(path => path.split('node_modules/').at(-1)));
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies)
            .filter(name => !locked.has(name))
            .map(name => `${path} needs ${name}`),
    );
    expect(missing).toEqual([]);
});

it('names no registry', () => {
    expect(Object.values(lock.packages).filter(p => p.resolved !== undefined)).toEqual([]);
});

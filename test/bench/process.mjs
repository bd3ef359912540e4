/** Runs a program to its end and tells what it cost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const POLL_MS = 20;

/**
 * Starts a program with its output thrown away, and waits for its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {readonly number[]} accepted exit codes that mean that the program did its work
 * @returns {Promise<{ seconds: number, cpuSeconds: number, peakMemory: number | undefined }>} memory in bytes
 * @throws when it ends in another way
 */
export async function costOf(program, args, accepted = [0]) {
    // The shell's own `time` is the one measure of a child's processor time that every Linux has.
    const script = 'TIMEFORMAT="%R %U %S"; exec 3>&2; { time "$@" 2>/dev/null; } 2>&3';
    const shell = spawn('bash', ['-c', script, 'bench', program, ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    shell.stderr.setEncoding('utf8').on('data', text => {
        said += text;
    });
    let peakMemory;
    const poll = setInterval(() => {
        peakMemory = peakMemoryOf(childOf(shell.pid)) ?? peakMemory;
    }, POLL_MS);
    const [code] = await once(shell, 'close');
    clearInterval(poll);
    if (!accepted.includes(code)) throw new Error(`${program} ended with ${code}.`);
    const [seconds = Number.NaN, user = Number.NaN, system = Number.NaN] = said.trim().split(' ').map(Number);
    return { seconds, cpuSeconds: user + system, peakMemory };
}

function childOf(pid) {
    try {
        return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0];
    } catch {
        return undefined;
    }
}

/** The most memory that a process has held so far (VmHWM), in bytes; undefined where the system does not tell. */
export function peakMemoryOf(pid) {
    try {
        const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
    } catch {
        return undefined;
    }
}

export interface GrammarEntry {
    package: string;
    version: string;
    file: string;
    sha256: string;
    abi?: number;
}
export interface GrammarManifest {
    runtime: GrammarEntry;
    grammar: GrammarEntry;
}
export function verifiedGrammars(manifest?: GrammarManifest): Promise<{ name: string; bytes: Uint8Array }[]>;

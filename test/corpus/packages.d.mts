export declare const PACKAGES: readonly string[];
export declare function ensureCorpus(packages?: readonly string[]): string;

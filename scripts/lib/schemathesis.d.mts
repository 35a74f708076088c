export const schemathesis: string;
export function schemathesisMissing(): Promise<string | null>;

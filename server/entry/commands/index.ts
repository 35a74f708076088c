import type { Command } from 'commander';

export const EXIT_WRONG_USE = 2;

interface CommandEntry {
  readonly name: string;
  readonly description: string;
  /** Gives what adds options, subcommands and action; called only where the command is asked for. */
  readonly load: () => Promise<(command: Command) => unknown>;
}

/** The commands of `aif`, in the order the help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    description: 'run the server; prints one line of JSON on standard output once it can answer',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'replay',
    description: 'publish a recorded series (CSV) to the broker as live values',
    load: async () => (await import('./replay.ts')).replayCommand,
  },
  {
    name: 'import',
    description: 'bring a file of recorded values (CSV) into the history',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'export',
    description: 'samples of tags as CSV or JSON lines; through the running station, or without one',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'judge',
    description:
      'judge one input, or replay a judgment; through the running station of the data folder, or without one',
    load: async () => (await import('./judge.ts')).judgeCommand,
  },
  {
    name: 'backtest',
    description:
      'judge the past by a version of a ruleset, or by two; through the running station, or without one',
    load: async () => (await import('./backtest.ts')).backtestCommand,
  },
  {
    name: 'rules',
    description: 'rulesets as files: check, test, import, export',
    load: async () => (await import('./rules.ts')).rulesCommand,
  },
  {
    name: 'topics',
    description: "patterns of the plant's own topics as a file: check, import, export",
    load: async () => (await import('./topics.ts')).topicsCommand,
  },
  {
    name: 'migrate',
    description: 'the schema of the store: up, down, history, verify',
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  {
    name: 'backup',
    description: 'copies of the store: create, list, verify, restore',
    load: async () => (await import('./backup.ts')).backupCommand,
  },
  {
    name: 'demo',
    description: 'faults of the demo plant',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'doctor',
    description:
      'every part: present, reachable, version, what to do if not; what a running station says of itself',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'diagnose',
    description: 'one file for whoever looks into a trouble: versions, findings, settings, logs; no secrets',
    load: async () => (await import('./diagnose.ts')).diagnoseCommand,
  },
];

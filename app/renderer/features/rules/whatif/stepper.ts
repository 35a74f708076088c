/** What a step is answered with. */
export interface StepperParts<Step, Answer> {
  /** Null where the question was overtaken. */
  ask(step: Step, part: 'first' | 'rest'): Promise<Answer | null>;
  onAnswer(answer: Answer, step: Step): void;
  onError(error: unknown): void;
  /** Whether the rest is wanted after the first answer of a step. */
  wantsRest(answer: Answer): boolean;
}

/**
 * Asks about the newest step only. While an answer is awaited further steps replace each other, so there is never a queue; the first answer
 * of a step comes before the next is asked, so a drag is followed; the rest is asked when the slider rests and is overtaken by the next step.
 */
export class Stepper<Step, Answer> {
  readonly #parts: StepperParts<Step, Answer>;
  #wanted: { readonly step: Step } | null = null;
  #isAsking = false;
  #isEnded = false;

  constructor(parts: StepperParts<Step, Answer>) {
    this.#parts = parts;
  }

  set(step: Step): void {
    this.#wanted = { step };
    if (!this.#isAsking) void this.#work();
  }

  /** Asks for the rest of the step at hand. */
  rest(): void {
    if (this.#wanted !== null) void this.#rest(this.#wanted);
  }

  /** Nothing is told any more. */
  end(): void {
    this.#isEnded = true;
  }

  async #work(): Promise<void> {
    this.#isAsking = true;
    let answered: { readonly step: Step } | null = null;
    let wantsRest = false;
    try {
      while (this.#wanted !== null && this.#wanted !== answered && !this.#isEnded) {
        answered = this.#wanted;
        wantsRest = await this.#first(answered.step);
      }
    } catch (error) {
      wantsRest = false;
      if (!this.#isEnded) this.#parts.onError(error);
    }
    this.#isAsking = false;
    if (answered !== null && this.#wanted !== answered && !this.#isEnded) void this.#work();
    else if (wantsRest && answered !== null) await this.#rest(answered);
  }

  async #first(step: Step): Promise<boolean> {
    const answer = await this.#parts.ask(step, 'first');
    if (answer === null || this.#isEnded) return false;
    this.#parts.onAnswer(answer, step);
    return this.#parts.wantsRest(answer);
  }

  async #rest(wanted: { readonly step: Step }): Promise<void> {
    try {
      const answer = await this.#parts.ask(wanted.step, 'rest');
      if (answer !== null && this.#wanted === wanted && !this.#isEnded)
        this.#parts.onAnswer(answer, wanted.step);
    } catch (error) {
      if (this.#wanted === wanted && !this.#isEnded) this.#parts.onError(error);
    }
  }
}

/** What counts as an e-mail address, wherever one is taken in from programs or files. */
export abstract class EmailRule {
  abstract isEmail(text: string): boolean;
}

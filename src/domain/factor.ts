/**
 * resistant: phishing-resistant (FIDO2, WebAuthn, certificate, Windows Hello, FastPass).
 * strong: app push, TOTP, hardware OTP. weak: SMS, voice, e-mail OTP, security question.
 * none: no second factor at all (password, recovery e-mail). unrecognised: a method this version does not know.
 */
export type FactorStrength = 'resistant' | 'strong' | 'weak' | 'none' | 'unrecognised';

/** One enrolled and ACTIVE factor or method of an account. */
export interface Factor {
  /** The vendor's name, lower case: webauthn, signed_nonce, sms, fido2, phone, … */
  readonly kind: string;
  readonly strength: FactorStrength;
  /** Tells two physical things apart (credential id, key id); null where the vendor does not. */
  readonly device: string | null;
}

/** What is known of one account's second factors. */
export interface AccountFactors {
  readonly accountId: string;
  readonly factors: readonly Factor[];
  /** The vendor's own judgement where it gives one (Entra isMfaCapable); otherwise derived from `factors`. */
  readonly capable: boolean;
  readonly registered: boolean;
  /** When this was read from the vendor (Entra: time of the report row). */
  readonly asOf: Date;
}

/** As much as is judged of somebody who is no administrator: which kinds of factors, not which devices. */
export type MemberFactors = Pick<AccountFactors, 'capable' | 'registered'> & {
  readonly factors: readonly Omit<Factor, 'device'>[];
};

/** Factors of a population, with how much of it is known. Absent account = unknown, never "no second factor". */
export interface FactorFact<F extends MemberFactors = AccountFactors> {
  readonly byAccount: ReadonlyMap<string, F>;
  /** Accounts that should be known (active members). */
  readonly population: number;
  readonly oldest: Date | null;
}

/** What the fictional tour operator sells. Prices in minor units, per group size. */
export interface Tour {
  readonly name: string;
  readonly currency: string;
  readonly price: number;
  /** Hour of departure in the operator's zone. */
  readonly departs: readonly [hour: number, minute: number];
}

export const TOURS: readonly Tour[] = [
  { name: 'Sunset harbour kayak', currency: 'USD', price: 5450, departs: [16, 30] },
  { name: 'Old town on foot', currency: 'EUR', price: 2400, departs: [10, 0] },
  { name: 'Dolphin morning', currency: 'USD', price: 7000, departs: [7, 15] },
  { name: 'Private sailing, half day', currency: 'EUR', price: 38000, departs: [9, 0] },
  { name: 'Lighthouse by bicycle', currency: 'USD', price: 3850, departs: [11, 0] },
  { name: 'Oyster farm tasting', currency: 'EUR', price: 6200, departs: [12, 30] },
  { name: 'Night paddle with lanterns', currency: 'USD', price: 6150, departs: [20, 45] },
  { name: 'Cliff path and picnic', currency: 'GBP', price: 4400, departs: [9, 30] },
];

/** A few parties book in their own currency. */
export const CHARTERS: readonly Tour[] = [
  { name: 'Private sailing, half day', currency: 'JPY', price: 48000, departs: [9, 0] },
  { name: 'Yacht charter, full day', currency: 'KWD', price: 210500, departs: [8, 0] },
];

export const GUESTS: readonly string[] = [
  'Maria Okafor', 'Jonas Weber', 'Aiko Tanaka', 'Lena Fischer', 'Samuel Adeyemi', 'Chloé Martin', 'Diego Herrera',
  'Priya Nair', 'Tom Whitaker', 'Ingrid Solberg', 'Yusuf Demir', 'Hannah Cohen', 'Marek Nowak', 'Sofia Rossi',
  'Liam O’Connell', 'Mei Lin', 'Carlos Mendes', 'Fatima Al-Sabah', 'Noah Kim', 'Elena Petrova', 'Olu Bankole',
  'Greta Lindqvist', 'Pedro Alves', 'Amira Haddad', 'Jack Turner', 'Nina Kowalski', 'Ravi Shah', 'Emma Johansson',
  'Luca Bianchi', 'Zoe Papadakis', 'Hugo Laurent', 'Ana Sousa', 'Kwame Mensah', 'Beatriz Costa', 'Daniel Novák',
  'Isla Murray', 'Omar Farouk', 'Clara Jensen', 'Tariq Aziz', 'Wanjiru Kamau',
]; // prettier-ignore

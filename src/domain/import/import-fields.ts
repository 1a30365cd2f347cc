export const IMPORT_KINDS = ['bookings', 'customers'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export const IMPORT_FIELDS = [
  'reference',
  'name',
  'email',
  'phone',
  'service',
  'starts_at',
  'start_time',
  'total',
  'currency',
  'payment_option',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Which column (counted from 0) holds a field; a field without one isn't imported. */
export type ImportColumns = Readonly<Partial<Record<ImportField, number>>>;

export interface FieldRule {
  readonly field: ImportField;
  readonly label: string;
  readonly required: boolean;
  /** Headers that are taken for it, in lower case without anything but letters and digits; the best ones first. */
  readonly headers: readonly string[];
}

const REFERENCE = [
  'reference',
  'ref',
  'bookingreference',
  'bookingref',
  'bookingnumber',
  'bookingno',
  'bookingid',
];
const NAME = ['customername', 'name', 'fullname', 'customer', 'guest', 'guestname', 'contact', 'contactname'];
const EMAIL = ['customeremail', 'email', 'emailaddress', 'mail', 'guestemail', 'contactemail'];
const PHONE = ['customerphone', 'phone', 'phonenumber', 'telephone', 'tel', 'mobile', 'guestphone'];

const WHO: readonly FieldRule[] = [
  { field: 'name', label: 'Customer’s name', required: true, headers: NAME },
  { field: 'email', label: 'E-mail address', required: true, headers: EMAIL },
  { field: 'phone', label: 'Phone', required: false, headers: PHONE },
];

/** What a file of each kind can bring, as data. */
export const FIELDS_OF: Readonly<Record<ImportKind, readonly FieldRule[]>> = {
  bookings: [
    { field: 'reference', label: 'Reference', required: true, headers: REFERENCE },
    ...WHO,
    {
      field: 'service',
      label: 'Service',
      required: true,
      headers: ['service', 'product', 'tour', 'activity', 'what', 'item', 'description'],
    },
    {
      field: 'starts_at',
      label: 'Starts at',
      required: true,
      headers: [
        'startsat',
        'starts',
        'start',
        'startdate',
        'starton',
        'startson',
        'date',
        'datetime',
        'checkin',
        'arrival',
      ],
    },
    {
      field: 'start_time',
      label: 'Start time, if apart',
      required: false,
      headers: ['starttime', 'time', 'startstime', 'arrivaltime'],
    },
    {
      field: 'total',
      label: 'Total',
      required: true,
      headers: ['total', 'amount', 'price', 'totalprice', 'totalamount', 'due', 'sum'],
    },
    { field: 'currency', label: 'Currency', required: false, headers: ['currency', 'currencycode', 'curr'] },
    {
      field: 'payment_option',
      label: 'Payment option',
      required: false,
      headers: ['paymentoption', 'payment', 'howtopay'],
    },
  ],
  customers: WHO,
};

/** The column that the rows with errors are given when they are downloaded; never a field, whatever it says. */
export const ERROR_HEADER = 'error';

/** Which column each field is found in, by its header. One column holds one field, and the best header wins. */
export function matchColumns(kind: ImportKind, headers: readonly string[]): ImportColumns {
  const plain = headers.map(plainHeader);
  const taken = new Set<number>();
  const columns: Partial<Record<ImportField, number>> = {};
  for (const { field, headers: known } of FIELDS_OF[kind]) {
    const column = known.map((header) => plain.indexOf(header)).find((at) => at >= 0 && !taken.has(at));
    if (column === undefined) continue;
    taken.add(column);
    columns[field] = column;
  }
  return columns;
}

/** Required fields that have no column. */
export function missingFields(kind: ImportKind, columns: ImportColumns): readonly FieldRule[] {
  return FIELDS_OF[kind].filter(({ field, required }) => required && columns[field] === undefined);
}

export function labelOf(kind: ImportKind, field: ImportField | 'row'): string {
  if (field === 'row') return 'Row';
  return FIELDS_OF[kind].find((rule) => rule.field === field)?.label ?? field;
}

function plainHeader(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

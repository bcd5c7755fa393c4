/** What was noted after a visit or a call. */
export const noteTexts: readonly string[] = [
  'Asked for a second quote with delivery before the plant holidays.',
  'Decision moves to the new fiscal year; budget is agreed in principle.',
  'Operators like the machine, purchasing wants a longer warranty.',
  'Competitor offered 8 % less, but without installation.',
  'Wants to see a reference installation before signing.',
  'Old line stops in spring; they need a replacement by April.',
  'New plant manager from January on, introduce ourselves early.',
  'Payment terms of 60 days are a must for their head office.',
  'Measured hall 2: door is 3.2 m wide, the lift fits.',
  'Asked about leasing; sent them to our partner bank.',
  'Happy with the last service visit, no open points.',
  'Spare parts arrived late twice; promised to look into it.',
]

/** What calls were about. */
export const callTitles: readonly string[] = [
  'First call',
  'Follow-up on the quote',
  'Delivery date',
  'Question about the invoice',
  'Appointment for the site survey',
  'Warranty',
  'Annual service',
  'Reference visit',
]

/** What is to be done. */
export const taskSubjects: readonly (readonly [subject: string, type: string])[] = [
  ['Send the revised quote', 'EMAIL'],
  ['Call back about the delivery date', 'CALL'],
  ['Prepare the site survey', 'TODO'],
  ['Ask service for a free week', 'TODO'],
  ['Check the credit limit', 'TODO'],
  ['Send the reference list', 'EMAIL'],
  ['Congratulate on the new plant', 'CALL'],
  ['Remind of the open signature', 'CALL'],
]

/** What meetings are called. */
export const meetingTitles: readonly string[] = [
  'Site visit',
  'Quote review',
  'Kick-off',
  'Annual review',
  'Demonstration',
  'Handover',
]

/** Subjects of emails, and what they say. */
export const emailTexts: readonly (readonly [subject: string, text: string])[] = [
  ['Your quote', 'Please find the quote as discussed. It is valid for 30 days.'],
  ['Thank you for your time', 'Thank you for showing us around. I will come back with the measurements.'],
  ['Delivery date', 'Production confirms calendar week 18. Does that suit you?'],
  ['Re: Delivery date', 'Week 18 works for us, please confirm in writing.'],
  ['Service report', 'Attached is the report of the last service visit. Two belts should be replaced.'],
  ['Re: Your quote', 'Could you split the installation into a position of its own?'],
]

/** Short messages. */
export const messageTexts: readonly string[] = [
  'On my way, there in 20 minutes.',
  'Running late, sorry. 15:30?',
  'Is the gate open?',
  'Thanks for the photos!',
  'Can we move to Thursday?',
]

/** What customers report, and how urgent it is. */
export const ticketSubjects: readonly (readonly [subject: string, category: string, priority: string])[] = [
  ['Lift stops between floors', 'PRODUCT_ISSUE', 'URGENT'],
  ['Conveyor belt runs off centre', 'PRODUCT_ISSUE', 'HIGH'],
  ['Spare part does not fit', 'PRODUCT_ISSUE', 'MEDIUM'],
  ['Invoice shows the old address', 'BILLING_ISSUE', 'LOW'],
  ['Discount missing on the invoice', 'BILLING_ISSUE', 'MEDIUM'],
  ['Manual in Polish', 'GENERAL_INQUIRY', 'LOW'],
  ['When is the next service due?', 'GENERAL_INQUIRY', 'LOW'],
  ['Export of the operating hours', 'FEATURE_REQUEST', 'MEDIUM'],
]

/** What customers answer when asked. */
export const feedbackTexts: readonly (readonly [score: string, text: string])[] = [
  ['10', 'Quick and friendly.'],
  ['9', 'The technician explained everything.'],
  ['7', 'Fine, but the first date had to be moved.'],
  ['4', 'Waited two weeks for a spare part.'],
]

/** What is sold: name, number and price. */
export const catalogue: readonly (readonly [name: string, sku: string, price: number, description: string])[] = [
  ['Warehouse lift WL 500', 'WL-500', 18_900, 'Goods lift, 500 kg, two stops'],
  ['Warehouse lift WL 1000', 'WL-1000', 27_400, 'Goods lift, 1,000 kg, up to four stops'],
  ['Conveyor module, 6 m', 'CM-6', 7_900, 'Belt conveyor, 600 mm wide'],
  ['Conveyor curve, 90°', 'CC-90', 4_300, 'Belt curve, 600 mm wide'],
  ['Packaging cell', 'PC-1', 64_000, 'Case erector and sealer'],
  ['Control cabinet upgrade', 'CU-2', 11_800, 'New controller with remote access'],
  ['Installation day', 'IN-1', 1_450, 'Two fitters on site'],
  ['Site survey', 'SV-1', 2_400, 'Measuring and layout'],
  ['Operator training', 'TR-1', 1_800, 'One day, up to eight people'],
  ['Maintenance, one year', 'MA-12', 5_600, 'Two visits, wear parts included'],
  ['Safety inspection', 'SI-1', 950, 'With certificate'],
  ['Belt, 600 mm', 'SP-600', 390, 'Spare part'],
]

/** Where contacts are met. */
export const events: readonly (readonly [name: string, description: string])[] = [
  ['Intralogistics Days', 'Three halls, our stand is 4-217'],
  ['Open house', 'Machines running, coffee from the forklift'],
  ['Webinar: inspection duties', 'What operators must check, and when'],
  ['Packaging fair', 'Shared stand with our partner'],
]

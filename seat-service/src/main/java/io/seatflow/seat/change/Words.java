package io.seatflow.seat.change;

/** Numbers of things in a sentence. */
final class Words {

    private Words() {}

    static String seats(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}

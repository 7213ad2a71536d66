package dev.tocsin.kibana;

import java.util.List;

/** One thing that has to be right about the objects; says what is not, empty if all is. */
interface Check {
    List<String> problemsOf(SavedObjects objects);
}

package com.example.shop.catalogue;

import java.math.BigDecimal;

/** One thing that can be bought. */
public record Product(String sku, String name, BigDecimal price) {}

package org.apache.hadoop.hbase.shaded.org.xbill.DNS.spi;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/**
 * The JDK's own resolver, under the name that HBase's shaded client gives in {@code
 * META-INF/services} without having such a class, at which every look-up would fail.
 */
public final class DnsjavaInetAddressResolverProvider extends InetAddressResolverProvider {
  @Override
  public InetAddressResolver get(Configuration configuration) {
    return configuration.builtinResolver();
  }

  @Override
  public String name() {
    return "builtin";
  }
}
